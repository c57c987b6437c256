// A person's edited plan is read before it is taken: one that cannot be used is refused, and the question stays open.
import { afterEach, expect, it } from "vitest";
import { testSettings } from "../../fakes/testSettings";
import { createStage, type Stage } from "./stage";

let stage: Stage;
afterEach(() => stage?.close());

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const step = (id: string, more: object = {}) => ({
  id,
  title: id,
  role: "coder",
  kind: "change",
  instructions: "Do it.",
  after: [],
  files: [],
  criteria: [],
  ...more,
});
const plan = (...steps: object[]) => ({ summary: "Mine.", steps, risks: [], contractChanges: [] });
const proof = (check: string) => ({ criteria: [{ text: "it works", check }] });

async function asked() {
  const steps = [{ title: "one", instructions: "Do it.", role: "code" }];
  stage = await createStage({
    interactive: true,
    settings: { approve: { ...testSettings("").approve, plan: "ask" } },
    script: {
      planner: [call("submit_plan", { summary: "Notes.", steps })],
      coder: [call("attempt_completion", { result: "Done." })],
    },
  });
  return stage.start("/orchestrate Write NOTES.md.");
}

it.each([
  [
    "a role nobody has",
    plan(step("s1", { role: "wizard" })),
    /Step s1 has the role wizard; use one of coder,/,
  ],
  ["a role that makes no step", plan(step("s1", { role: "planner" })), /Step s1 has the role planner/],
  ["a model's name as role", plan(step("s1", { role: "escalation" })), /Step s1 has the role escalation/],
  [
    "a circle",
    plan(step("s1", { after: ["s2"] }), step("s2", { after: ["s1"] })),
    /Step s1 of the edited plan waits for itself/,
  ],
  ["one id twice", plan(step("s1"), step("s1")), /one id/],
  ["no step", plan(), /cannot be read: steps/],
  ["another form", { steps: "all" }, /cannot be read: summary/],
  [
    "rights it may not have",
    plan(step("s1", proof("sudo make install"))),
    /can never be run: sudo takes rights/,
  ],
  ["a push behind something harmless", plan(step("s1", proof("true; git push --force"))), /can never be run/],
])("%s is refused, and asked about still", async (_, edit, sentence) => {
  const run = await asked();
  const { reply } = await stage.give(run, "plan", { verdict: "approved", edit });
  expect(reply.ok ? "taken" : reply.failure.message).toMatch(sentence);
  const open = (await stage.engine.view(run))?.approvals;
  expect(Object.values(open ?? {}).map(({ kind, answer }) => [kind, answer])).toEqual([["plan", undefined]]);
  // The planner's own plan, its role by another name, can be sent back changed.
  const good = plan(step("s1", { role: "code", title: "mine" }));
  expect((await stage.give(run, "plan", { verdict: "approved", edit: good })).reply.ok).toBe(true);
  await stage.engine.settled(run);
  const view = await stage.engine.view(run);
  expect([view?.outcome, view?.plan?.steps[0]?.title]).toEqual(["done", "mine"]);
});

it("a criterion's command on the deny floor sends the plan back, and is never run", async () => {
  const bad = { title: "one", instructions: "Do it.", ...proof("sudo true; git push --force") };
  const good = { title: "one", instructions: "Do it.", ...proof("node greet.mjs") };
  stage = await createStage({
    script: {
      planner: [bad, good].map((only) => call("submit_plan", { summary: "Notes.", steps: [only] })),
      coder: [call("attempt_completion", { result: "Done." })],
    },
  });
  const run = await stage.play("/orchestrate Write NOTES.md.");
  expect(stage.server.requests[1]?.bodyText).toContain("can never be run: sudo takes rights");
  const facts = await stage.facts(run);
  const ran = facts.flatMap((fact) => (fact.type === "check.settled" ? [fact.receipt.command] : []));
  expect(ran.filter((line) => line.includes("sudo"))).toEqual([]);
  expect(
    facts.filter((fact) => fact.type === "approval.asked" && fact.approval.kind === "plan"),
  ).toHaveLength(1);
  expect((await stage.engine.view(run))?.outcome).toBe("done");
});
