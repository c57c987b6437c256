// ask_orchestrator and answer_question: an agent's question is answered by the orchestrator from results and artifacts, or by
// the agent it is passed on to. Every word of it is a fact, so that a restart goes on where it was.
import type { Fact } from "../../../protocol/event";
import { FailureError, failure } from "../../../protocol/failure";
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView } from "../../../protocol/run";
import type { TaskView } from "../../../protocol/task";
import type { EngineAnswer, EngineCall } from "../../agent/taskHost";
import { pageOf } from "../../tools/clipText";
import { isReview } from "../review";
import type { Runtime } from "../runtime";
import { type Question, routeIn } from "./answerPacket";
import { agentOfStep } from "./fleet";
import { orchestratorSays } from "./orchestratorSays";
import { openTaskOf } from "./stale";
import { untilHeard } from "./untilHeard";
import { answerTo, isBegun, isOver, mayWait, openQuestions, routedId, routedTo } from "./waits";

/** Questions of one task; each may cost a request. */
const mostQuestions = 10;
/** Characters of an answer in its message; the agent that asked gets all of it. */
const longestMessage = 4_000;

const noSession = { kind: "refused", text: "This run is no session; there are no other agents." } as const;

export function askOrchestrator(
  runtime: Runtime,
  task: TaskView,
  value: unknown,
  toolCall: string,
): EngineCall {
  const { question: text, about: named } = value as { question: string; about?: string | undefined };
  const view = runtime.log.view();
  const self = agentOfStep(view, task.step)?.name;
  if (self === undefined) return noSession;
  const about = named === undefined || named === "orchestrator" ? null : named;
  const question: Question = { id: toolCall, from: self, text };
  const ready = {
    kind: "ready",
    approval: null,
    reason: "a question to the orchestrator",
    begin: async () => () => [message(task, toolCall, self, "orchestrator", text)],
    finish: (signal: AbortSignal) => answered(runtime, task, question, about, signal),
  } as const;
  if (view.openToolCalls[toolCall]) return ready;
  const problem = aboutProblem(view, self, about);
  if (problem) return { kind: "refused", text: problem };
  if (askedBy(view, task) < mostQuestions) return ready;
  const enough = `You have asked ${mostQuestions} questions; decide yourself and say in your result what you assumed.`;
  return { ...ready, begin: () => Promise.reject(new FailureError(failure("not-allowed", enough))) };
}

function aboutProblem({ session }: RunView, self: string, about: string | null): string | null {
  if (about === null || (session && about !== self && ownNamed(session.agents, about))) return null;
  const others = session?.order.filter((name) => name !== self) ?? [];
  const who = about === self ? "That is you" : `There is no agent ${about}`;
  return `${who}. Agents: ${others.join(", ") || "none but you"}.`;
}

function askedBy({ session }: RunView, { task }: TaskView): number {
  return (session?.messages ?? []).filter(({ id, to }) => to === "orchestrator" && id.startsWith(`${task}.`))
    .length;
}

function message(
  { task }: TaskView,
  id: string,
  from: string,
  to: string,
  text: string,
  answers: string | null = null,
): Fact {
  return {
    type: "message.sent",
    message: id,
    from,
    to,
    text: pageOf(text, 0, longestMessage),
    answers,
    task,
  };
}

/** @throws TaskPaused where the run cannot go on now. */
async function answered(
  runtime: Runtime,
  task: TaskView,
  question: Question,
  about: string | null,
  signal: AbortSignal,
): Promise<EngineAnswer> {
  const said = answerTo(runtime.log.view(), question.id);
  if (said) return { text: `${said.from} answers: ${said.text}`, note: `${said.from} answered` };
  let owner = about ?? routedTo(runtime.log.view(), question.id);
  if (owner === null) {
    const first = await orchestratorSays(runtime, task, question, null, signal);
    owner = routeIn(first, runtime.log.view(), question.from);
    if (owner === null) return byOrchestrator(task, question, first);
  }
  const reply = isBegun(runtime.log.view(), question.id)
    ? null
    : await ownersReply(runtime, task, question, owner, signal);
  if (reply) return reply;
  return byOrchestrator(task, question, await orchestratorSays(runtime, task, question, owner, signal));
}

function byOrchestrator(task: TaskView, { id, from }: Question, text: string): EngineAnswer {
  const fact = message(task, `${id}:answer`, "orchestrator", from, text, id);
  return { text: `The orchestrator answers: ${text}`, note: "the orchestrator answered", facts: [fact] };
}

/** What the one who knows says itself; null where it ends, or publishes something, without a word. */
async function ownersReply(
  runtime: Runtime,
  task: TaskView,
  question: Question,
  owner: string,
  signal: AbortSignal,
): Promise<EngineAnswer | null> {
  const { log } = runtime;
  const view = log.view();
  const wasRouted = routedTo(view, question.id) !== null;
  if (!wasRouted) {
    if (isOver(view, owner) || !mayWait(view, question.from, owner)) return null;
    log.append(...routingFacts(view, task, question, owner));
  }
  await untilHeard(runtime, { question: question.id, owner, wasRouted }, signal);
  const said = answerTo(log.view(), question.id);
  return said ? { text: `${owner} answers: ${said.text}`, note: `${owner} answered` } : null;
}

/** Passed on: one that is at work hears it at its next safe point, one that has not begun finds it in its packet. */
function routingFacts(view: RunView, task: TaskView, { id, from, text }: Question, owner: string): Fact[] {
  const routed = message(task, routedId(id), "orchestrator", owner, text);
  const agent = view.session && ownNamed(view.session.agents, owner);
  // A reviewer hears nobody: what it finds is the answer.
  const open = agent && !isReview(view, agent) ? openTaskOf(view, agent) : null;
  if (open === null) return [routed];
  const origin = { kind: "engine", via: "orchestrator" } as const;
  return [routed, { type: "task.steered", task: open, message: questionWords({ id, from, text }), origin }];
}

function questionWords({ id, from, text }: Question): string {
  return `The agent ${from} asks you, through the orchestrator, and waits: ${text}\nAnswer with answer_question(question: "${id}", answer), then go on with your work.`;
}

/** For the packet of an agent that was asked before it began; null where it was not. */
export function questionsOfStep(view: RunView, step: string): string | null {
  const agent = agentOfStep(view, step);
  const open = agent ? openQuestions(view, agent.name) : [];
  return open.length > 0 ? open.map(questionWords).join("\n\n") : null;
}

/** answer_question: goes to whoever asked, who goes on with it. */
export function answerQuestion(
  runtime: Runtime,
  task: TaskView,
  value: unknown,
  toolCall: string,
): EngineCall {
  const { question: given, answer } = value as { question: string; answer: string };
  const view = runtime.log.view();
  const self = agentOfStep(view, task.step)?.name;
  if (self === undefined) return noSession;
  const id = given.trim();
  const routed = view.session?.messages.find((one) => one.id === routedId(id) && one.to === self);
  const asked = view.session?.messages.find((one) => one.id === id);
  if (!routed || !asked)
    return { kind: "refused", text: `Nobody asked you ${id}. Give the id the question came with.` };
  const isOpen = () => openQuestions(runtime.log.view(), self).some((one) => one.id === id);
  return {
    kind: "ready",
    approval: null,
    reason: `an answer to ${asked.from}`,
    begin: async () => () => (isOpen() ? [message(task, toolCall, self, asked.from, answer, id)] : []),
    async finish() {
      const isMine = answerTo(runtime.log.view(), id)?.id === toolCall;
      const text = isMine ? `${asked.from} has your answer.` : `${asked.from} has an answer already; go on.`;
      return { text, note: isMine ? `answered ${asked.from}` : "answered already" };
    },
  };
}
