// Puts a plan to a person, who approves it, sends it back, or changes it first: text, order, roles, steps to drop. Every
// change is read by the engine's own check before it counts; nothing is sent before the person approves.
import type { Plan, PlanStep } from "../../protocol/plan";
import { readPlanEdit } from "../../protocol/planEdit";
import { visibleLine } from "../text/visibleText";
import type { Asking } from "./askApproval";
import { movedStep, placesOf } from "./movedStep";
import type { Choice } from "./prompter";

/** The plan as it shall be; `rejected` where the person wants another one; null where it was broken off. */
export type PlanAnswer = { plan: Plan; changed: boolean } | "rejected" | null;

type Change = (plan: Plan, asking: Asking) => Promise<Plan | null>;

const changes: Record<string, { label: string; least: number; change: Change }> = {
  text: { label: "change a step's text", least: 1, change: changeText },
  order: { label: "move a step to another place", least: 2, change: changeOrder },
  role: { label: "change a step's role", least: 1, change: changeRole },
  drop: { label: "drop some steps", least: 2, change: dropSteps },
};

/** @param plan as it was shown to the person. */
export async function askPlan(plan: Plan, asking: Asking): Promise<PlanAnswer> {
  const { prompter, signal } = asking;
  let now = plan;
  for (;;) {
    const isChanged = now !== plan;
    if (isChanged) prompter.show(outline(now));
    const chosen = await prompter.choose("Your answer to the plan", choicesFor(now, isChanged), signal);
    if (chosen === null || chosen === "reject") return chosen === null ? null : "rejected";
    if (chosen === "approve") return { plan: now, changed: isChanged };
    const changed = await changes[chosen]?.change(now, asking);
    // Broken off in the middle of a change: the plan is still to be answered.
    if (signal.aborted) return null;
    if (changed) now = readable(changed, asking) ?? now;
  }
}

function choicesFor(plan: Plan, isChanged: boolean): Choice[] {
  const possible = Object.entries(changes).filter(([, { least }]) => plan.steps.length >= least);
  return [
    { value: "approve", label: isChanged ? "approve it as it is now" : "approve" },
    ...possible.map(([value, { label }]) => ({ value, label })),
    { value: "reject", label: "reject, with a reason" },
  ];
}

/** The plan as the engine would read it; null with its sentence shown where it would not take it. */
function readable(changed: Plan, { prompter, roles }: Asking): Plan | null {
  const read = readPlanEdit(
    changed,
    (roles ?? []).flatMap(({ name, modes }) => [name, ...modes]),
  );
  if (typeof read !== "string") return read;
  prompter.show(visibleLine(read));
  return null;
}

/** One line for each step, in order. */
function outline(plan: Plan): string {
  const lines = plan.steps.map((step) => {
    const after = step.after.length > 0 ? ` (after ${step.after.join(", ")})` : "";
    return `  ${titleOf(step)} [${step.kind === "verify" ? "verify" : step.role}]${after}`;
  });
  return `\nThe plan is now:\n${lines.join("\n")}\n`;
}

function titleOf(step: PlanStep): string {
  return `${step.id} ${visibleLine(step.title)}`;
}

/** One of the plan's steps; the only one without a question. */
async function chooseStep(plan: Plan, question: string, { prompter, signal }: Asking) {
  if (plan.steps.length === 1) return plan.steps[0] ?? null;
  const choices = plan.steps.map((step) => ({ value: step.id, label: titleOf(step) }));
  const chosen = await prompter.choose(question, choices, signal);
  return plan.steps.find(({ id }) => id === chosen) ?? null;
}

function withStep(plan: Plan, step: PlanStep): Plan {
  return { ...plan, steps: plan.steps.map((one) => (one.id === step.id ? step : one)) };
}

async function changeText(plan: Plan, asking: Asking): Promise<Plan | null> {
  const { prompter, signal } = asking;
  const step = await chooseStep(plan, "Which step's text?", asking);
  if (!step) return null;
  const title = await prompter.words(`The title of ${step.id}`, signal, step.title);
  if (title === null) return null;
  const instructions = await prompter.words(`The instructions of ${step.id}`, signal, step.instructions);
  if (instructions === null) return null;
  // What was emptied stays as it was: a step without words is none.
  return withStep(plan, {
    ...step,
    title: title.trim() || step.title,
    instructions: instructions.trim() || step.instructions,
  });
}

async function changeOrder(plan: Plan, asking: Asking): Promise<Plan | null> {
  const { prompter, signal } = asking;
  const step = await chooseStep(plan, "Which step shall be moved?", asking);
  if (!step) return null;
  const places = placesOf(plan.steps, step.id);
  if (typeof places === "string") {
    prompter.show(places);
    return null;
  }
  const choices = places.map((place) => {
    const before = movedStep(plan.steps, step.id, place)[place - 1];
    return { value: String(place), label: before ? `after ${titleOf(before)}` : "at the beginning" };
  });
  const chosen = await prompter.choose(`Where shall ${step.id} stand?`, choices, signal);
  return chosen === null ? null : { ...plan, steps: movedStep(plan.steps, step.id, Number(chosen)) };
}

async function changeRole(plan: Plan, asking: Asking): Promise<Plan | null> {
  const { prompter, signal, roles } = asking;
  const step = await chooseStep(plan, "Which step's role?", asking);
  if (!step) return null;
  const known = (roles ?? []).map(({ name }) => ({ value: name, label: name }));
  const role = await prompter.choose(
    `Who shall do ${step.id}? Now: ${visibleLine(step.role)}`,
    known,
    signal,
  );
  return role === null ? null : withStep(plan, { ...step, role });
}

async function dropSteps(plan: Plan, { prompter, signal }: Asking): Promise<Plan | null> {
  const steps = plan.steps.map((step) => ({ value: step.id, label: titleOf(step) }));
  const dropped = await prompter.chooseMany("Which steps shall be dropped?", steps, signal);
  if (dropped === null || dropped.length === 0) return null;
  const left = plan.steps.filter((step) => !dropped.includes(step.id));
  if (left.length > 0) return { ...plan, steps: left };
  prompter.show("A plan without steps is no plan; reject it instead.");
  return null;
}
