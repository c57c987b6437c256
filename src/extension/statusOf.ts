// What the status bar says of a run, or of a session's agents: one line, a state, figures by role. Pure.
import { type AgentState, agentRows } from "../protocol/agents";
import { formatMicros, inputTokens, type Usage } from "../protocol/money";
import type { RunView, SpendView } from "../protocol/run";
import { sandboxWords } from "../protocol/sandbox";
import { spentOf } from "../protocol/spentOf";
import type { InboxEntry } from "../protocol/wire";

export interface StatusShown {
  state: "idle" | "running" | "waiting" | "stopped" | "failed" | "done";
  /** With icons as `$(name)`. */
  text: string;
  /** The same for a screen reader. */
  spoken: string;
  background: "warning" | "error" | null;
  /** Markdown; nothing in it is trusted. */
  tooltip: string;
  /** What a click does: shows the trace or the agents, or goes to what waits. */
  command: "kilo.openTrace" | "kilo.nextApproval" | "kilo.agents.open";
}

type State = StatusShown["state"];

const icons: Record<State, string> = {
  idle: "organization",
  running: "organization",
  waiting: "bell",
  stopped: "debug-pause",
  failed: "error",
  done: "check",
};

/**
 * @param chosen the run that is shown, or null.
 * @param waiting what waits for a person in any run, oldest first.
 * @param session a session that goes on; it is told of in place of the run that is shown.
 * @param isDriven false where nobody drives the run that is shown: its log says what went on when it was cut off.
 * @param others sessions that go on beside that one; agents and money are of the one alone.
 */
export function statusOf(
  chosen: RunView | null,
  waiting: readonly InboxEntry[],
  session: RunView | null = null,
  isDriven = true,
  others = 0,
): StatusShown {
  const view = session ?? chosen;
  const goesOn = session !== null || isDriven;
  const state = waiting.length > 0 ? "waiting" : view ? stateOf(view, goesOn) : "idle";
  const parts = [
    ...headOf(state, view, waiting, goesOn),
    ...(view ? figuresOf(view) : []),
    ...besideOf(session && others),
  ];
  const line = parts.join(" · ");
  return {
    state,
    text: `$(${icons[state]}) ${line}`,
    spoken: state === "idle" ? "Kilo: no run" : `Kilo: ${parts.join(", ")}`,
    background: state === "waiting" ? "warning" : state === "failed" ? "error" : null,
    tooltip: tooltipOf(view, waiting),
    command: state === "waiting" ? "kilo.nextApproval" : session ? "kilo.agents.open" : "kilo.openTrace",
  };
}

function stateOf({ status, outcome }: RunView, goesOn: boolean): State {
  if (status === "running") return goesOn ? "running" : "stopped";
  if (status === "paused" || outcome === "cancelled") return "stopped";
  return outcome === "done" ? "done" : "failed";
}

function headOf(
  state: State,
  view: RunView | null,
  waiting: readonly InboxEntry[],
  goesOn: boolean,
): string[] {
  if (state === "idle" || (!view && state !== "waiting")) return ["Kilo"];
  if (state === "waiting") {
    const role = view?.status === "running" && goesOn ? whoWorks(view) : [];
    const [only] = waiting;
    const what = only && waiting.length === 1 ? `${only.approval.kind} waits` : `${waiting.length} wait`;
    return [what, ...(role.length > 0 ? [role.join(" + ")] : [])];
  }
  if (!view) return [];
  if (state === "running") return [doing(view)];
  if (state === "stopped" && view.status === "running") return ["interrupted"];
  if (state === "stopped") return [view.status === "paused" ? pauseWord(view) : "stopped"];
  if (state === "failed") return [view.outcome === "conflicts" ? "conflicts" : "failed"];
  if (view.undone) return ["undone"];
  return [view.verified ? "done, verified" : "done"];
}

function besideOf(others: number | null): string[] {
  return others ? [others === 1 ? "1 more session" : `${others} more sessions`] : [];
}

function pauseWord({ pause }: RunView): string {
  if (pause?.reason === "cap") return "stopped at the cap";
  return pause?.reason === "provider" ? "paused: provider" : "paused";
}

function figuresOf(view: RunView): string[] {
  const rounds = view.iteration > 0 ? [`iteration ${view.iteration}/${view.settings.maxIterations}`] : [];
  return [...rounds, `${formatMicros(spentOf(view))} / ${formatMicros(view.settings.capMicros)}`];
}

/** Who works, or what the engine does while nobody does. */
function doing(view: RunView): string {
  if (view.stopRequested) return "stopping";
  const roles = whoWorks(view);
  if (roles.length > 0) return roles.join(" + ");
  if (
    view.plan &&
    view.iteration > 0 &&
    view.steps.some(({ status }) => status === "waiting" || status === "running")
  )
    return "next step";
  return view.plan || view.iteration > 0 ? "checks" : "starting";
}

/** Of a session its agents, else the roles. */
function whoWorks(view: RunView): string[] {
  const agents = agentsAtWork(view);
  return agents === null ? activeRoles(view) : [agents];
}

/** `agents 3 running, 1 waiting`; null for what is no session, or has none that run or wait. */
function agentsAtWork(view: RunView): string | null {
  const states = view.session ? agentRows(view).map(({ state }) => state) : [];
  const count = (...those: AgentState[]) => states.filter((state) => those.includes(state)).length;
  const running = count("starting", "working");
  const waiting = count("waiting", "asking", "paused");
  if (running + waiting === 0) return null;
  return `agents ${running} running${waiting > 0 ? `, ${waiting} waiting` : ""}`;
}

/** Roles with a model or a tool at work; else those whose tasks are under way. */
function activeRoles(view: RunView): string[] {
  const open = [...Object.values(view.openModelCalls), ...Object.values(view.openToolCalls)];
  const tasks = open.length > 0 ? open.map(({ task }) => view.tasks[task]) : Object.values(view.tasks);
  const running = tasks.filter((task) => task?.status === "running");
  return [...new Set(running.flatMap((task) => (task ? [task.role] : [])))];
}

function tooltipOf(view: RunView | null, waiting: readonly InboxEntry[]): string {
  const lines: string[] = [];
  if (view) {
    lines.push(`**Kilo** ${escaped(short(view.prompt))}`, "");
    if (view.pause) lines.push(escaped(short(view.pause.message)), "");
    if (view.spend.length > 0) lines.push(...spendTable(view), "");
    lines.push(escaped(moneyLine(view)));
    if (view.settings.sandbox) lines.push("", escaped(sandboxWords(view.settings.sandbox)));
  } else lines.push("**Kilo** No run is shown. Click for the trace of the last one.");
  for (const { approval } of waiting.slice(0, 5)) lines.push("", `Waits: ${escaped(short(approval.title))}`);
  if (waiting.length > 5) lines.push("", `and ${waiting.length - 5} more`);
  return lines.join("\n");
}

function moneyLine(view: RunView): string {
  const reserved = view.purses.run?.reserved ?? 0;
  const held = reserved > 0 ? `, ${formatMicros(reserved)} reserved` : "";
  return `${formatMicros(spentOf(view))} of ${formatMicros(view.settings.capMicros)} spent${held}`;
}

/** One row a role and model. */
function spendTable({ spend }: RunView): string[] {
  return ["| role | model | calls | in | out | cost |", "|---|---|--:|--:|--:|--:|", ...spend.map(spendRow)];
}

function spendRow({ role, model, calls, usage, micros }: SpendView): string {
  const cells = [role, model, String(calls), tokens(usage, inputTokens(usage)), tokens(usage, usage.output)];
  return `| ${[...cells, formatMicros(micros)].map(escaped).join(" | ")} |`;
}

/** `12.3k`; `~` where the count is ours. */
function tokens({ estimated }: Usage, count: number): string {
  const text = count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 100_000 ? 1 : 0)}k`;
  return estimated ? `~${text}` : text;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

/** Text as text: no link, image, icon or markup of a model's or a file's making. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+\-!|~$&]/g, "\\$&").replace(/:\/\//g, ":\u200b//");
}
