// What an agent of a session is at now, in one word, and the figures of its row. Derived from the view, never stored:
// every host shows the same.
import type { Effort } from "./effort";
import { blockedWords } from "./foldSession";
import { foreseenConflicts } from "./foreseen";
import { isHandQuestion } from "./handQuestion";
import { isFor } from "./isFor";
import { machineOf } from "./machineWords";
import { providerOf } from "./modelWords";
import { ownNamed } from "./ownNamed";
import type { RunView, StepView } from "./run";
import type { AgentView, SessionView } from "./session";
import type { TaskView } from "./task";

/** In the order of an agent's life. */
export const agentStates = [
  "waiting",
  "starting",
  "working",
  "asking",
  "paused",
  /** Begun and not done, and the session rests, was cut off or has ended: nobody works on it. */
  "stopped",
  "done",
  "landed",
  "failed",
  "conflict",
  "aside",
  "dropped",
] as const;
export type AgentState = (typeof agentStates)[number];

export interface AgentRow {
  name: string;
  role: string;
  step: string;
  title: string;
  state: AgentState;
  /** One short clause about the state: what it waits for, why it failed. */
  note: string;
  branch: string | null;
  path: string | null;
  pid: number | null;
  /** Where that process runs; absent for the machine that drives the session. */
  machine?: string;
  /** Criteria of its step with accepted evidence, and all of them. */
  proven: number;
  criteria: number;
  turns: number;
  micros: number;
  files: number;
  added: number;
  removed: number;
  startedAt: number | null;
  endedAt: number | null;
  /** Names of agents its work conflicts with now. */
  conflictsWith: string[];
  /** Names of agents it waits for. */
  after: string[];
  /** How long it was expected to take, where the plan says so. */
  effort?: Effort;
}

/** The tasks that did an agent's step, oldest first, subtasks left out. */
export function agentTasks(view: RunView, agent: AgentView): TaskView[] {
  return Object.values(view.tasks).filter((task) => task.step === agent.step && task.parent === null);
}

/**
 * The rows of all agents in the order of the plan; empty where the run is no session.
 * @param isDriven false where a host knows that no process drives the session: a log that was cut off cannot say so itself.
 */
export function agentRows(view: RunView, isDriven = true): AgentRow[] {
  const { session } = view;
  if (!session) return [];
  const foreseen = foreseenConflicts(view);
  return session.order.flatMap((name) => {
    const agent = ownNamed(session.agents, name);
    const step = view.steps.find(({ id }) => id === agent?.step);
    return agent && step
      ? [agentRow(view, isDriven && view.status === "running", agent, step, foreseen)]
      : [];
  });
}

function agentRow(
  view: RunView,
  goesOn: boolean,
  agent: AgentView,
  step: StepView,
  foreseen: SessionView["warnings"],
): AgentRow {
  const tasks = agentTasks(view, agent);
  const all = Object.values(view.tasks).filter((task) => task.step === step.id);
  const { state, note } = stillTrue(view, goesOn, stateOf(view, agent, step, tasks.at(-1)));
  const sum = (figure: (task: TaskView) => number) => all.reduce((total, task) => total + figure(task), 0);
  const isDone = ["done", "landed"].includes(state);
  return {
    name: agent.name,
    role: agent.role,
    step: step.id,
    title: step.title,
    state,
    note,
    branch: agent.tree?.branch ?? null,
    path: agent.tree?.path ?? null,
    // Who was cut off said no more of its processes; they end with it.
    ...(goesOn ? processOf(view, agent) : { pid: null }),
    proven: isDone ? step.criteria.length : 0,
    criteria: step.criteria.length,
    turns: sum(({ turns }) => turns),
    micros: sum(({ micros }) => micros),
    files: agent.result?.files ?? Object.keys(agent.files).length,
    added: agent.result?.added ?? 0,
    removed: agent.result?.removed ?? 0,
    startedAt: all[0]?.startedAt ?? null,
    endedAt: endOf(view, state, tasks.at(-1)),
    conflictsWith: conflictsOf(foreseen, agent.name),
    after: step.after.map((id) => view.steps.find((one) => one.id === id)?.agent ?? id),
    ...(step.effort === undefined ? {} : { effort: step.effort }),
  };
}

function processOf(view: RunView, { worker }: AgentView): Pick<AgentRow, "pid" | "machine"> {
  const machine = worker ? machineOf(view, worker.host) : null;
  return { pid: worker?.pid ?? null, ...(machine === null ? {} : { machine }) };
}

/** Of whoever was stopped: when its session was heard of last. */
function endOf(view: RunView, state: AgentState, last: TaskView | undefined): number | null {
  if (state === "stopped") return last?.endedAt ?? view.at;
  return ["working", "starting", "asking", "paused"].includes(state) ? null : (last?.endedAt ?? null);
}

function conflictsOf(foreseen: SessionView["warnings"], name: string): string[] {
  const pairs = foreseen.filter(({ agents }) => agents.includes(name));
  return pairs.flatMap(({ agents }) => agents.filter((other) => other !== name));
}

interface Stand {
  state: AgentState;
  note: string;
}

/** What the log said last of an agent is true only as long as somebody goes on with it. */
function stillTrue({ status }: RunView, goesOn: boolean, { state, note }: Stand): Stand {
  if (goesOn) return { state, note };
  const rest = status === "ended" ? "the session has ended" : "the session does not go on";
  if (state === "starting" || state === "working") return { state: "stopped", note: rest };
  return { state, note: state === "waiting" && ownWaits.includes(note) ? rest : note };
}

const placeWords = "for a free place";
const treeWords = "for its worktree";
const setUpWords = "for its worktree and the setup command";
/** What only goes on where somebody goes on with the session. */
const ownWaits = [placeWords, treeWords, setUpWords];

function stateOf(view: RunView, agent: AgentView, step: StepView, task: TaskView | undefined): Stand {
  const { aside } = agent;
  if (aside) return { state: aside.kind === "conflict" ? "conflict" : "aside", note: aside.text };
  const stale = agent.stale.length > 0 ? `stale: ${agent.stale.join(", ")}` : "";
  // Also once it landed: nobody begins it again by itself any more.
  if (agent.landed !== null) return { state: "landed", note: stale };
  switch (step.status) {
    case "done":
      return { state: "done", note: stale };
    case "failed":
      return { state: "failed", note: step.evidence ?? "" };
    case "dropped":
      return { state: "dropped", note: whyDropped(view, step) };
    case "waiting": {
      const asked = askedAbout(view, agent);
      return asked === null
        ? { state: "waiting", note: waitsFor(view, agent, step) }
        : { state: "asking", note: asked };
    }
    case "running":
      return atWork(view, task);
  }
}

/** Whom it waited for, by name, where that is why it was given up. */
function whyDropped({ steps }: RunView, { after, evidence = "" }: StepView): string {
  if (evidence !== blockedWords) return evidence;
  const lost = steps.filter(({ id, status }) => after.includes(id) && ["failed", "dropped"].includes(status));
  return lost.length === 0
    ? evidence
    : `waits for ${lost.map(({ agent, id, status }) => `${agent ?? id} (${status === "failed" ? "failed" : "left out"})`).join(", ")}`;
}

/** What a person is asked before it begins, or begins again: whether it may, its tool servers, or to resolve its conflicts. */
function askedAbout({ approvals, settings }: RunView, { step, name, role }: AgentView): string | null {
  const definition = settings.roles?.find((one) => one.name === role) ?? { name: role, modes: [] };
  const servers = (settings.servers ?? []).filter((server) => isFor(server, definition));
  const ids = servers.map((server) => `mcp:server:${server.name}`);
  const asked = Object.values(approvals).find(
    ({ answer, step: about, id }) =>
      !answer && (about === step || isHandQuestion(id, name) || ids.includes(id)),
  );
  return asked?.title ?? null;
}

function waitsFor(view: RunView, agent: AgentView, step: StepView): string {
  const open = view.steps.filter(({ id, status }) => step.after.includes(id) && status !== "done");
  if (open.length > 0) return `for ${open.map((one) => one.agent ?? one.id).join(", ")}`;
  if (!isBeingPlaced(view, agent)) return placeWords;
  return view.settings.session?.setup && view.settings.trusted ? setUpWords : treeWords;
}

/** It is asked about once a place is free for it; what its tree needs may take minutes. */
function isBeingPlaced({ approvals }: RunView, { step, round }: AgentView): boolean {
  if (round > 1) return false;
  return Object.values(approvals).some(
    ({ kind, step: about, answer }) => kind === "subtask" && about === step && answer?.verdict === "approved",
  );
}

function atWork(view: RunView, task: TaskView | undefined): Stand {
  if (!task || task.endedAt !== undefined) return { state: "starting", note: "" };
  const asked = Object.values(view.approvals).find((one) => one.task === task.task && !one.answer);
  if (asked) return { state: "asking", note: asked.title };
  if (task.status === "paused" && task.pauseWanted) return { state: "paused", note: "paused by the user" };
  if (task.startedAt === undefined) return { state: "starting", note: "" };
  if (task.unserved !== undefined)
    return { state: "working", note: `rests, a restart tries again: ${task.unserved}` };
  // A request under way is not cut off, and may take minutes: who asked for the rest sees that it was heard.
  return {
    state: "working",
    note: task.pauseWanted ? "rests before its next request, as you asked" : retryWords(task),
  };
}

/** That its model does not answer, from the first attempt that failed until one has ended well. */
function retryWords({ retry, model }: TaskView): string {
  if (!retry) return "";
  const provider = providerOf(model);
  const what =
    retry.code === "provider-unreachable" ? `cannot reach ${provider}` : `${provider} could not answer`;
  return `${what}, try ${retry.attempt + 1}`;
}

/** What is not in the agents' worktrees as it is in the user's folder; each sentence once. */
export function treeNotes({ session }: RunView): string[] {
  return [...new Set(Object.values(session?.agents ?? {}).flatMap(({ tree }) => tree?.notes ?? []))];
}

/** Agents with accepted work over all agents, of which the whole has its percentage. */
export function sessionProgress(view: RunView): { done: number; all: number; percent: number } {
  const rows = agentRows(view).filter(({ state }) => state !== "dropped");
  const done = rows.filter(({ state }) => state === "done" || state === "landed").length;
  const percent = rows.length === 0 ? 0 : Math.floor((done / rows.length) * 100);
  return { done, all: rows.length, percent };
}
