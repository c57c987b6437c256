// Who waits for whose answer in a session, and whether all of them will get it. Pure: told from messages and open calls, so a
// restart knows the same.
import type { RunView } from "../../../protocol/run";
import type { AgentView, SessionMessage } from "../../../protocol/session";

/** A question that was passed on is named by the question's id and this. */
const routedMark = ":routed";

export function routedId(question: string): string {
  return `${question}${routedMark}`;
}

/** The task that answers a question for the orchestrator, found again by this. `known`: after the one who knows was heard. */
export function answerOrigin(question: string, stage: "first" | "known"): string {
  return `ask:${question}:${stage}`;
}

/** Whom a question was passed on to; null where to nobody. */
export function routedTo({ session }: RunView, question: string): string | null {
  return session?.messages.find(({ id }) => id === routedId(question))?.to ?? null;
}

/** What was said to a question; undefined where nothing was. */
export function answerTo({ session }: RunView, question: string): SessionMessage | undefined {
  return session?.messages.find(({ answers }) => answers === question);
}

/** Questions that were passed on to an agent and still wait for it. */
export function openQuestions(view: RunView, agent: string): { id: string; from: string; text: string }[] {
  return (view.session?.messages ?? []).flatMap(({ id, to, text }) => {
    if (to !== agent || !id.endsWith(routedMark)) return [];
    const question = id.slice(0, -routedMark.length);
    const asked = view.session?.messages.find((one) => one.id === question);
    return asked && waitsStill(view, question) ? [{ id: question, from: asked.from, text }] : [];
  });
}

/** Its call is open, and nobody has begun to answer it. */
function waitsStill(view: RunView, question: string): boolean {
  return view.openToolCalls[question] !== undefined && !answerTo(view, question) && !isBegun(view, question);
}

/** Who knows was heard, and the orchestrator answers now: nobody waits for the one who knows any more, after a restart neither. */
export function isBegun(view: RunView, question: string): boolean {
  const origin = answerOrigin(question, "known");
  return Object.values(view.tasks).some((task) => task.origin === origin);
}

function statusOf(view: RunView, { step }: Pick<AgentView, "step">) {
  return view.steps.find(({ id }) => id === step)?.status ?? "dropped";
}

/** Nothing more comes from it by itself. */
export function isOver(view: RunView, name: string): boolean {
  const agent = agentsOf(view).find((one) => one.name === name);
  return !agent || !["running", "waiting"].includes(statusOf(view, agent));
}

function agentsOf({ session }: RunView): AgentView[] {
  return Object.values(session?.agents ?? {});
}

/** Askers and whom each of them waits for. */
function waitsOf(view: RunView): [string, string][] {
  return agentsOf(view).flatMap(({ name }) =>
    openQuestions(view, name).map(({ from }): [string, string] => [from, name]),
  );
}

/**
 * Whether an agent may wait for another: all who wait, it included, must still get their answers. Two who ask about each
 * other would not, nor those who hold the last places while they wait for one that has not begun.
 */
export function mayWait(view: RunView, asker: string, owner: string): boolean {
  const waits = [...waitsOf(view), [asker, owner] as [string, string]];
  const moving = movingAgents(view, waits);
  return waits.every(([, to]) => moving.has(to) || isOver(view, to));
}

/** Whether one who is waited for will still come to an end or publish something. */
export function willMove(view: RunView, owner: string): boolean {
  return movingAgents(view, waitsOf(view)).has(owner);
}

/** Agents that get on: at work and waiting for nobody, or for somebody who gets on, or sure to begin. */
function movingAgents(view: RunView, waits: [string, string][]): Set<string> {
  const agents = agentsOf(view);
  const byStep = new Map(agents.map((agent) => [agent.step, agent]));
  const atWork = agents.filter((agent) => statusOf(view, agent) === "running");
  const moving = new Set<string>();
  const gets = (agent: AgentView): boolean => {
    const own = waits.filter(([from]) => from === agent.name);
    if (statusOf(view, agent) === "running") return own.every(([, to]) => moving.has(to) || isOver(view, to));
    return statusOf(view, agent) === "waiting" && begins(agent);
  };
  const begins = ({ step }: AgentView): boolean => {
    const { maxParallel = 1, batchSize = null } = view.settings.session ?? {};
    // A batch that holds the asker ends only after it.
    if (batchSize !== null) return false;
    const hasPlace = atWork.length < maxParallel || atWork.some(({ name }) => moving.has(name));
    const after = view.steps.find(({ id }) => id === step)?.after ?? [];
    return hasPlace && after.every((id) => isDone(view, id) || moving.has(byStep.get(id)?.name ?? ""));
  };
  for (let grown = true; grown; ) {
    grown = false;
    for (const agent of agents) {
      if (moving.has(agent.name) || !gets(agent)) continue;
      moving.add(agent.name);
      grown = true;
    }
  }
  return moving;
}

/** Or lost: then those behind it are dropped, which is an end too. */
function isDone({ steps }: RunView, id: string): boolean {
  return !["waiting", "running"].includes(steps.find((step) => step.id === id)?.status ?? "done");
}
