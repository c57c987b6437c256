// Makes and runs tasks. A task is made once for its origin; its creation is approved where the rules ask.
import type { Fact } from "../../protocol/event";
import { FailureError } from "../../protocol/failure";
import type { RunView, StepView } from "../../protocol/run";
import { approvalOf, askApproval } from "../agent/approve";
import type { TaskSpec } from "./action";
import { driveTask } from "./driveTask";
import { createdFacts, readyTask } from "./makeTask";
import { packetFor } from "./packets";
import { performEnd } from "./performEnd";
import { isReview, originOf, reviewModels, stepSpecs } from "./review";
import { roleIn } from "./roleIn";
import type { Pause, Runtime } from "./runtime";
import { isServed, prepareTools } from "./serversOf";
import { othersCouldBegin } from "./session/nextAgents";
import { placeAgent } from "./session/placeAgent";
import { isTreeless, resolveByHand, toResolveByHand } from "./session/resolveByHand";
import { isOpen } from "./tasks";

/** Creates a task from its spec, with the packet it starts from. Does nothing where the origin has its task. */
export async function createTask(runtime: Runtime, spec: TaskSpec): Promise<void> {
  const view = runtime.log.view();
  if (Object.values(view.tasks).some((task) => task.origin === spec.origin)) return;
  const { tasksPerRun } = view.settings.limits;
  if (view.taskOrder.length >= tasksPerRun) {
    const why = `the run has made its ${tasksPerRun} tasks; no more are started`;
    return performEnd(runtime, { kind: "end", outcome: "failed", why });
  }
  const ready = await readyTask(runtime, spec.role, () => packetFor(runtime, spec), spec.step);
  runtime.log.append(...createdFacts(runtime, spec, ready));
}

/** Runs a task to its end or to a pause. */
export async function runTaskAction(runtime: Runtime, id: string): Promise<Pause | null> {
  const outcome = await driveTask(runtime, id, runtime.signal);
  if (outcome.kind === "asking") throw new Error(`${id} asks a parent it does not have`);
  if (outcome.kind !== "paused") return null;
  const { failure, reason } = outcome;
  if (reason === "provider" && runtime.log.view().tasks[id]?.purpose === "route") {
    // The rules know a way without it.
    runtime.log.append({ type: "task.ended", task: id, status: "failed", failure, reason: "provider" });
    return null;
  }
  if (reason === "provider" && !runtime.signal.aborted && othersGoOn(runtime.log.view(), id)) {
    runtime.log.append({ type: "task.paused", task: id, reason: failure.message, failure });
    if (await runtime.live.standAside(id, runtime.signal)) return runTaskAction(runtime, id);
  }
  return { reason, message: failure.message };
}

/**
 * Whether there are others whose requests would be cut off, and paid for, or who would not begin, if the run rested because
 * one provider does not serve this task. One with open subtasks does not wait for them: they come back through it.
 */
function othersGoOn(view: RunView, id: string): boolean {
  const self = view.tasks[id];
  const open = Object.values(view.tasks).filter((task) => isOpen(task) && task.unserved === undefined);
  if (!self || open.some(({ parent }) => parent === id)) return false;
  return (
    open.some(({ task, parent }) => task !== id && parent === null) ||
    (self.purpose === "step" && othersCouldBegin(view, self))
  );
}

/** Asks for the creation of a step's task where the rules say so, then makes it. */
export async function startStep(runtime: Runtime, id: string): Promise<void> {
  const { log } = runtime;
  const step = log.view().steps.find((candidate) => candidate.id === id);
  if (step?.status !== "waiting") return;
  const answer = await askApproval(runtime.host(), approvalOf(creationQuestion(log.view(), step)));
  if (answer.verdict === "rejected") {
    const evidence = `not started: ${answer.comment ?? "rejected by the user"}`;
    log.append({ type: "step.settled", step: id, status: "dropped", evidence });
    return;
  }
  // A person resolves in its tree, also where that was cleaned away meanwhile.
  if (isTreeless(log.view(), step) && !(await placed(runtime, step))) return;
  const byHand = toResolveByHand(log.view(), step);
  if (byHand) {
    if (!(await resolveByHand(runtime, step, byHand))) await startStep(runtime, id);
    return;
  }
  await createStepTasks(runtime, step);
}

/** An agent has its tree before its task; where it cannot have one, its step fails and the others go on. */
async function placed(runtime: Runtime, step: StepView): Promise<boolean> {
  try {
    await placeAgent(runtime, step);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof FailureError) || runtime.signal.aborted || isLogFailure(thrown.failure))
      throw thrown;
    const evidence = thrown.failure.message;
    runtime.log.append({ type: "step.settled", step: step.id, status: "failed", evidence });
    return false;
  }
}

function isLogFailure({ code }: { code: string }): boolean {
  return code === "storage-failed" || code.startsWith("log-");
}

/** All tasks of a step in one append, from one packet: reviewers see the same. */
async function createStepTasks(runtime: Runtime, step: StepView): Promise<void> {
  const { log } = runtime;
  const specs = stepSpecs(log.view(), step);
  const [first] = specs;
  if (!first) return;
  // A person may have to be asked about its tool servers: nobody behind it stands in line for that.
  const served = isServed(log.view(), step.role);
  if (served && !(await placed(runtime, step))) return;
  if (served) await prepareTools(runtime, step);
  if (originOf(log.view(), step) !== first.origin) return startStep(runtime, step.id);
  const ready = await runtime.live.make(async () =>
    served || (await placed(runtime, step))
      ? readyTask(runtime, step.role, () => packetFor(runtime, first), step.id)
      : null,
  );
  if (!ready) return;
  const view = log.view();
  // Begun anew meanwhile: its tree is gone, and its task is another.
  if (originOf(view, step) !== first.origin) return startStep(runtime, step.id);
  const { tasksPerRun } = view.settings.limits;
  if (view.taskOrder.length + specs.length > tasksPerRun) {
    const why = `the run has made its ${tasksPerRun} tasks; no more are started`;
    const isAlone = !Object.values(view.tasks).some(isOpen);
    if (isAlone) return performEnd(runtime, { kind: "end", outcome: "failed", why });
    log.append({ type: "step.settled", step: step.id, status: "failed", evidence: why });
    return;
  }
  const made = specs.flatMap((spec) => createdFacts(runtime, spec, ready));
  log.append(
    ...made.map((fact, index): Fact => ({ ...fact, task: `t${view.taskOrder.length + index + 1}` }) as Fact),
  );
}

function creationQuestion(view: RunView, step: StepView) {
  const role = roleIn(view, step.role);
  const own = step.model ?? view.settings.models[role?.name ?? ""]?.id ?? null;
  const model = isReview(view, step) ? reviewModels(view, step).join(", ") : own;
  const criteria = step.criteria.map((criterion) => `- ${criterion.text}`).join("\n");
  const files = step.files.length > 0 ? `\nFiles: ${step.files.join(", ")}` : "";
  const detail = `${step.instructions}${files}${criteria ? `\nCriteria:\n${criteria}` : ""}\nRole ${step.role} on ${model ?? "no model"}`;
  return {
    kind: "subtask" as const,
    about: step.id,
    step: step.id,
    title: `Start step ${step.id}: ${step.title}`,
    detail,
    subject: {
      kind: "subtask" as const,
      role: step.role,
      model,
      message: step.instructions,
      files: step.files,
      criteria: step.criteria,
      left: leftOf(view),
      share: leftOf(view),
    },
    action: JSON.stringify([step.role, step.instructions, step.files, step.criteria]),
  };
}

/** What the run may still spend, reservations taken off. */
function leftOf(view: RunView): number {
  const purse = view.purses.run;
  return purse ? purse.cap - purse.spent - purse.reserved : 0;
}
