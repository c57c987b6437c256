// The orchestrator's word on an agent's question: a small task of its role that reads what it is shown and writes nothing.
// Made once for its question; where it cannot be made or fails, what is known is said without a model.
import { clause } from "../../../protocol/clause";
import type { Fact } from "../../../protocol/event";
import type { TaskView } from "../../../protocol/task";
import { TaskPaused } from "../../agent/taskState";
import { driveTask } from "../driveTask";
import { subtaskFact } from "../makeTask";
import { roleIn } from "../roleIn";
import type { Runtime } from "../runtime";
import { tasksProblem } from "../tasks";
import { answerPacket, type Question, stateLines } from "./answerPacket";
import { answerOrigin } from "./waits";

/**
 * @param owner who was heard before; null where the orchestrator may still name somebody to ask.
 * @throws TaskPaused where the run cannot go on now.
 */
export async function orchestratorSays(
  runtime: Runtime,
  asker: TaskView,
  question: Question,
  owner: string | null,
  signal: AbortSignal,
): Promise<string> {
  const { log, live } = runtime;
  const origin = answerOrigin(question.id, owner === null ? "first" : "known");
  const known = Object.values(log.view().tasks).find((task) => task.origin === origin);
  const task = known ?? make(runtime, asker, question, owner, origin);
  if (typeof task === "string") return without(runtime, task);
  const end = await live.atWork(task.task, () => driveTask(runtime, task.task, signal));
  if (end.kind === "paused") throw new TaskPaused(end);
  if (end.kind === "done") return end.result.text;
  return without(runtime, end.kind === "failed" ? end.failure.message : end.question);
}

/** @returns the task, or why there can be none. */
function make(
  runtime: Runtime,
  asker: TaskView,
  question: Question,
  owner: string | null,
  origin: string,
): TaskView | string {
  const { log } = runtime;
  const view = log.view();
  const role = ["orchestrator", "planner"]
    .map((name) => roleIn(view, name))
    .find((one) => one && view.settings.models[one.name]);
  const full = tasksProblem(view);
  if (full) return full;
  if (!role) return "no model is set for the orchestrator";
  const title = `answers ${question.from}`;
  const child = { title, step: null, origin, purse: asker.purse };
  const made = subtaskFact(runtime, asker, child, { role, packet: answerPacket(runtime, question, owner) });
  const rights = { tools: ["read_output", "attempt_completion"], write: false, run: false };
  const fact = { ...made, purpose: "chat", rights } as Extract<Fact, { type: "task.created" }>;
  log.append(fact);
  return log.view().tasks[fact.task] ?? "the task could not be made";
}

function without({ log }: Runtime, why: string): string {
  return `The orchestrator has no answer (${clause(why)}). What is known:\n${stateLines(log.view()).join("\n")}`;
}
