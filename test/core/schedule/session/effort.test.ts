// What a plan or a session file says of a step's expected length decides who begins first, and nothing else.
import { expect, test } from "vitest";
import { readGraph } from "../../../../src/core/schedule/graph";
import { describePlan } from "../../../../src/core/schedule/planText";
import { nextAgents } from "../../../../src/core/schedule/session/nextAgents";
import { declaredPlan } from "../../../../src/core/schedule/session/sessionPlan";
import { submitPlan, submitSessionPlan } from "../../../../src/core/tools/submitPlan";
import { toolDefinition } from "../../../../src/core/tools/toolDefinition";
import { agentsPicture } from "../../../../src/protocol/agentsPicture";
import { type Plan, type PlanInput, sessionPlanInputSchema, toPlan } from "../../../../src/protocol/plan";
import { readPlanEdit } from "../../../../src/protocol/planEdit";
import { testSession } from "../../../fakes/testSession";
import { accepted, routed, viewOf } from "../../../fakes/viewOf";
import { told } from "../../config/session/stand";

const step = (title: string, more: object = {}) => ({ title, role: "coder", instructions: title, ...more });
const written = {
  summary: "s",
  steps: [
    step("docs", { effort: "small" }),
    step("schema"),
    step("interface", { after: [2] }),
    step("pages", { effort: "large" }),
    step("checks", { kind: "verify" }),
  ],
};

function planned(input: unknown): Plan {
  const plan = toPlan(sessionPlanInputSchema.parse(input) as PlanInput);
  if (typeof plan === "string") throw new Error(plan);
  return plan;
}

function first({ steps }: Plan, maxParallel: number): string[] {
  const named = steps.map((one) => (one.kind === "verify" ? one : { ...one, agent: one.title }));
  const facts = [routed("orchestrate"), accepted(named)];
  const view = viewOf(facts, { isolation: "worktree", session: testSession({ maxParallel }) });
  const names = new Map(steps.map(({ id, title }) => [id, title]));
  return nextAgents(view, readGraph(view)).map((id) => names.get(id) ?? id);
}

test("whoever is expected to take longest begins first; a chain counts whole", () => {
  expect(first(planned(written), 9)).toEqual(["schema", "pages", "docs"]);
  const longer = structuredClone(written);
  Object.assign(longer.steps[2] ?? {}, { effort: "small" });
  expect(first(planned(longer), 2)).toEqual(["pages", "schema"]);
  const unsaid = { ...written, steps: written.steps.map((one) => ({ ...one, effort: undefined })) };
  expect(first(planned(unsaid), 9)).toEqual(["schema", "docs", "pages"]);
});

test("a person reads it, and it stays where they change the plan", () => {
  const plan = planned(written);
  expect(describePlan(plan, [])).toContain("s4. pages [coder, large]\n");
  const edited = readPlanEdit({ ...plan, summary: "t" }, ["coder"]);
  expect(edited).toMatchObject({
    summary: "t",
    steps: [{ effort: "small" }, {}, {}, { effort: "large" }, {}],
  });
});

test("it is asked for in sessions alone", () => {
  expect(JSON.stringify(toolDefinition(submitSessionPlan))).toContain('"effort"');
  expect(JSON.stringify(toolDefinition(submitPlan))).not.toContain("effort");
});

test("of a session file it comes into the plan, and the picture's critical path is by it", () => {
  const agents = [
    { role: "api", effort: "large" },
    { role: "pages", after: ["api"] },
    { role: "docs" },
    { role: "texts", after: ["docs"] },
    { role: "words", after: ["texts"], effort: "small" },
  ];
  const { session } = told({ session: { session: { task: "all", agents } } });
  const view = viewOf([routed("orchestrate")], { isolation: "worktree", session });
  const plan = declaredPlan(view);
  if (typeof plan === "string") throw new Error(plan);
  expect(plan.steps.map(({ effort }) => effort)).toEqual(["large", undefined, undefined, undefined, "small"]);
  const picture = agentsPicture(viewOf([routed("orchestrate"), accepted(plan.steps)], { session }), "here");
  expect(picture?.critical).toEqual(["api", "pages"]);
  expect(picture?.agents[0]).toMatchObject({ name: "api", effort: "large" });
});
