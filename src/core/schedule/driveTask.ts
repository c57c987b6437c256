// One task carried to its end through everything a person may do to it meanwhile: cancelled, taken back to a turn. Whatever
// ends it ends all below it.
import type { Fact } from "../../protocol/event";
import { type Failure, toFailure } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { isOpen } from "../../protocol/taskTree";
import { withdrawal } from "../../protocol/withdrawal";
import { runTask, type TaskEnd } from "../agent/taskLoop";
import { ownsStep } from "./checkpointLabel";
import { bookRequests, interruptedCalls } from "./recover";
import type { Runtime } from "./runtime";

/** @returns how it ended, or why it cannot go on now. Its ending facts are in the log. */
export async function driveTask(runtime: Runtime, id: string, signal: AbortSignal): Promise<TaskEnd> {
  const { log, live } = runtime;
  for (;;) {
    const task = log.view().tasks[id];
    if (!task) throw new Error(`there is no task ${id}`);
    if (!isOpen(task) || task.cancelWanted !== undefined) {
      if (isOpen(task)) await cancelTree(runtime, task);
      await cancelBelow(runtime, id);
      return endOf(log.view(), id);
    }
    if (task.asking) return { kind: "asking", question: task.asking.question };
    const mine = live.begin(id);
    const end = await oneDrive(runtime, task, AbortSignal.any([signal, mine.signal])).finally(mine.left);
    if (mine.signal.aborted && !signal.aborted) {
      // Who goes on where it was still waits for its answers, and for those below it.
      if (mine.goesOn()) continue;
      await cancelBelow(runtime, id);
      log.append(...withdrawn(log.view(), id));
      continue;
    }
    if (end.kind === "paused" || end.kind === "asking") return end;
    await cancelBelow(runtime, id);
    return end;
  }
}

async function oneDrive(runtime: Runtime, task: TaskView, signal: AbortSignal): Promise<TaskEnd> {
  const { log } = runtime;
  // Cut off meanwhile, it is told so by the task itself.
  await runtime.live.freed(task.task, signal);
  const history = await runtime.history(task.task);
  await leaveBehind(runtime, task.task, history);
  if (task.status === "waiting") log.appendUnsynced({ type: "task.started", task: task.task });
  return runTask(runtime.host(signal), { ...task }, history, signal);
}

/** What was open when the task was taken back is no part of its conversation any more: cut off, and all below it ended. */
async function leaveBehind(runtime: Runtime, id: string, history: Fact[]): Promise<void> {
  const back = history.findLastIndex(({ type }) => type === "task.restarted");
  const before = new Set(
    history
      .slice(0, Math.max(0, back))
      .flatMap((fact) => (fact.type === "toolCall.intended" ? [fact.toolCall] : [])),
  );
  const isLeft = (toolCall: string) => before.has(toolCall) && toolCall in runtime.log.view().openToolCalls;
  if (![...before].some(isLeft)) return;
  await cancelBelow(runtime, id);
  const facts = await interruptedCalls(runtime, id);
  runtime.log.append(...facts.filter((fact) => fact.type === "toolCall.settled" && isLeft(fact.toolCall)));
}

/** The end as the log has it. */
function endOf({ tasks }: RunView, id: string): TaskEnd {
  const { status, result, failure } = tasks[id] ?? {};
  if (status === "done" && result) return { kind: "done", result };
  const cause = failure ?? { code: "aborted" as const, message: tasks[id]?.cancelWanted ?? "cancelled" };
  return { kind: "failed", failure: cause };
}

/** Ends an open task and all below it, from the leaves up; what its tool calls left open is settled as interrupted. */
export async function cancelTree(runtime: Runtime, task: TaskView): Promise<void> {
  await cancelBelow(runtime, task.task);
  const { log } = runtime;
  const facts = await leftOpen(runtime, task.task);
  const message = log.view().tasks[task.task]?.cancelWanted ?? "the task above it ended";
  const cause = toFailure(new Error(message), "aborted");
  log.append(
    ...facts,
    { type: "task.ended", task: task.task, status: "cancelled", failure: cause, reason: "cancelled" },
    ...stepFacts(log.view(), task, `cancelled: ${message}`),
  );
}

/** Ends a task that the engine failed in, and all below it; nothing of it stays open, its money neither. */
export async function crashTree(runtime: Runtime, id: string, cause: Failure): Promise<void> {
  await cancelBelow(runtime, id);
  const { log } = runtime;
  const facts = [...(await leftOpen(runtime, id)), ...bookRequests(runtime, id)];
  const task = log.view().tasks[id];
  if (task && isOpen(task))
    facts.push({ type: "task.ended", task: id, status: "failed", failure: cause, reason: "crash" });
  log.append(...facts);
}

/** Questions and tool calls of a task that ends in the middle of them. */
async function leftOpen(runtime: Runtime, id: string): Promise<Fact[]> {
  return [...withdrawn(runtime.log.view(), id), ...(await interruptedCalls(runtime, id))];
}

/** Its step ends with it: the call that would say so may be gone. */
function stepFacts(view: RunView, task: TaskView, evidence: string): Fact[] {
  const step = view.steps.find(({ id, status }) => id === task.step && status === "running");
  if (!step || task.purpose !== "subtask" || !ownsStep(view, task)) return [];
  return [{ type: "step.settled", step: step.id, status: "failed", evidence }];
}

/** Questions of a task that nobody waits for any more. */
function withdrawn({ approvals }: RunView, task: string): Fact[] {
  const origin = { kind: "engine", via: "the task was ended" } as const;
  const open = Object.values(approvals).filter((approval) => approval.task === task && !approval.answer);
  return open.map((approval) => withdrawal(approval, origin));
}

/** No task outlives the one it works for. */
async function cancelBelow(runtime: Runtime, id: string): Promise<void> {
  const { tasks } = runtime.log.view();
  for (const child of Object.values(tasks)) {
    if (child.parent === id && isOpen(child)) await cancelTree(runtime, child);
  }
}
