// Waiting for an agent that was asked: until it answers, publishes something or ends, or until it is sure that it never will.
// Ends at once when the run or the asking task is stopped.
import { agentTasks } from "../../../protocol/agents";
import type { Fact } from "../../../protocol/event";
import { FailureError, failure } from "../../../protocol/failure";
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView } from "../../../protocol/run";
import type { Runtime } from "../runtime";
import { answerTo, isOver, willMove } from "./waits";

export interface Waiting {
  /** The tool call that asked. */
  question: string;
  owner: string;
  /** Asked by a driver before this one: what came since is in the log. */
  wasRouted: boolean;
}

/** @throws FailureError `aborted` when the run or the task is stopped. */
export async function untilHeard(runtime: Runtime, waiting: Waiting, signal: AbortSignal): Promise<void> {
  const { log, live } = runtime;
  if (waiting.wasRouted && (await publishedSince(runtime, waiting))) return;
  // Who waits is not at work: where all others wait for a person too, that is what the run waits for.
  const goesOn = live.rest();
  await new Promise<void>((resolve, reject) => {
    let forget = () => {};
    const stop = () => {
      forget();
      reject(new FailureError(failure("aborted", "The task was stopped.")));
    };
    const look = (fact: Fact | null) => {
      if (!isHeard(log.view(), waiting, fact)) return;
      forget();
      signal.removeEventListener("abort", stop);
      resolve();
    };
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop);
    forget = log.subscribe(({ fact }) => look(fact));
    look(null);
  }).finally(goesOn);
}

/** Facts that may end the waiting; turns and the like never do. */
const telling: ReadonlySet<Fact["type"]> = new Set([
  "message.sent",
  "artifact.published",
  "step.settled",
  "task.ended",
  "agent.finished",
  "agent.setAside",
  "agent.reopened",
  "plan.updated",
]);

function isHeard(view: RunView, { question, owner }: Waiting, fact: Fact | null): boolean {
  if (fact !== null && !telling.has(fact.type)) return false;
  if (answerTo(view, question) || isOver(view, owner)) return true;
  const step = view.session && ownNamed(view.session.agents, owner)?.step;
  if (fact?.type === "artifact.published" && fact.step === step) return true;
  return !willMove(view, owner);
}

/** Whether it published something since it was asked, or since it began where it was asked before. */
async function publishedSince(runtime: Runtime, { question, owner }: Waiting): Promise<boolean> {
  const view = runtime.log.view();
  const agent = view.session && ownNamed(view.session.agents, owner);
  const task = agent ? agentTasks(view, agent).at(-1) : undefined;
  if (!task) return false;
  const facts = await runtime.history(task.task);
  const asked = facts.findIndex(
    (fact) => fact.type === "task.steered" && fact.message.includes(`"${question}"`),
  );
  return facts.slice(asked + 1).some(({ type }) => type === "artifact.published");
}
