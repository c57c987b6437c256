// The graph of a session: what the project declared holds whichever of its names a step gives a role, and steps that expect
// the same files go one behind the other.
import { expect, test } from "vitest";
import { declaredPlan, sessionPlan } from "../../../../src/core/schedule/session/sessionPlan";
import type { Approval } from "../../../../src/protocol/approval";
import type { Plan, PlanStep } from "../../../../src/protocol/plan";
import type { SessionSettings } from "../../../../src/protocol/session";
import { testSession } from "../../../fakes/testSession";
import { routed, step, viewOf } from "../../../fakes/viewOf";
import { call, end, familyStage, scriptOfParts } from "../../../tree/stage";
import { write } from "../../fleet/artifacts/team";

const play = familyStage();

function graphOf(steps: PlanStep[], session: Partial<SessionSettings> = {}) {
  const view = viewOf([routed("orchestrate")], { isolation: "worktree", session: testSession(session) });
  const plan = sessionPlan({ summary: "s", steps, risks: [], contractChanges: [] }, view);
  return typeof plan === "string" ? plan : Object.fromEntries(plan.steps.map(({ id, after }) => [id, after]));
}

test("declared dependencies hold for a role by its mode names too", () => {
  const steps = [step("s1", { role: "qa" }), step("s2", { role: "code" }), step("s3", { role: "coder" })];
  expect(graphOf(steps, { dependencies: { tester: ["coder"] } })).toEqual({
    s1: ["s2", "s3"],
    s2: [],
    s3: [],
  });
});

test("a circle is told with its path, and never of one that only stands behind it", () => {
  const steps = [
    step("s1", { role: "ask", agent: "docs", after: ["s2"] }),
    step("s2", { role: "tester", agent: "tests" }),
    step("s3", { role: "coder", agent: "code", after: ["s2"] }),
  ];
  expect(graphOf(steps, { dependencies: { tester: ["coder"] } })).toBe(
    "with the dependencies of agent-manager.json these wait for each other: tests waits for code waits for tests",
  );
});

test("a declared task that is too long for a title is cut where one sees it", () => {
  const task = `Build ${"the profile and ".repeat(12)}all of it`;
  const one = { name: "api", role: "coder", task, directory: null, after: [], files: [], criteria: [] };
  const session = testSession({ agents: [{ ...one, skills: null, naming: null }] });
  const plan = declaredPlan(viewOf([routed("orchestrate")], { isolation: "worktree", session }));
  const [step] = typeof plan === "string" ? [] : plan.steps;
  expect(step?.title).toBe(`${task.slice(0, 119)}…`);
  expect(step?.instructions).toContain(task);
});

test.each<[string, string, boolean]>([
  ["src/a.ts", "src/a.ts", true],
  ["./src/a.ts", "src/a.ts", true],
  ["src/**", "src/b/c.ts", true],
  ["src/a.ts", "src/b.ts", false],
  ["*.md", "*.md", true],
  ["*.md", "*.ts", false],
  ["", "", false],
])("of %j and %j the later waits: %s", (one, other, waits) => {
  const steps = [step("s1", { files: [one] }), step("s2", { files: [other] })];
  expect(graphOf(steps)).toEqual({ s1: [], s2: waits ? ["s1"] : [] });
});

test("a person's order that the project's own does not allow is refused with the path, and their plan is asked for again", async () => {
  const part = (title: string, role: string) => ({ title, role, instructions: `#${title} Do it.` });
  const steps = [part("code", "coder"), part("tests", "tester"), part("docs", "coder")];
  const one = await play({
    prompt: "#plan Build it.",
    role: null,
    script: scriptOfParts({
      "#plan": [[call("submit_plan", { summary: "all", steps })]],
      "#code": [[write("a.txt")], [end("done")]],
      "#tests": [[write("test/a.test.txt")], [end("done")]],
    }),
    settings: {
      isolation: "worktree",
      session: testSession({ dependencies: { tester: ["coder"] } }),
      approveRules: [{ kind: "plan", answer: "ask" }],
    },
    answer: ({ kind }) => (kind === "plan" ? null : {}),
  });
  const asks = await one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === "plan");
  const { approval } = asks as { approval: Approval & { subject: { plan: Plan } } };
  const { plan } = approval.subject;
  const left = plan.steps.slice(0, 2);
  const changed = { ...plan, steps: left.map((one, at) => ({ ...one, after: at === 0 ? ["s2"] : [] })) };
  expect(await one.give(approval, "approved", { edit: changed })).toMatchObject({
    ok: false,
    failure: {
      message:
        "The edited plan cannot be used: with the dependencies of agent-manager.json these wait for each other: coder waits for tester waits for coder.",
    },
  });
  await one.give(approval, "approved", { edit: { ...plan, steps: left } });
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect((await one.view()).session?.order).toEqual(["coder", "tester"]);
});
