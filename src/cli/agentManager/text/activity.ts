// What happens in a session as lines: when, which agent, what. From the log's facts alone. Pure.
import type { Fact, RunEvent } from "../../../protocol/event";
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView } from "../../../protocol/run";
import { firstLine, type RowState, traceRow } from "../../../protocol/trace";
import { cleanLine } from "../../text/cleanText";
import { signOf } from "../../text/rowLine";
import { factWords } from "./factWords";
import { clockTime } from "./sessionWords";

export interface Activity {
  seq: number;
  at: number;
  /** An agent's name, `orchestrator`, `merge`, or `session`. */
  agent: string;
  text: string;
  state: RowState;
  figures: string;
  /** Worth a line where there is room for a few only. */
  matters: boolean;
}

/** @param view as it is after the event. @returns null for what nobody needs to see. */
export function activityOf(view: RunView, event: RunEvent): Activity | null {
  const { seq, at, fact } = event;
  const agent = whose(view, fact);
  const own = factWords(fact, view);
  if (own) return { seq, at, agent, figures: "", matters: true, ...own };
  // What came into the user's tree was told by the session's own fact before.
  const row = fact.type === "result.applied" ? null : traceRow(view, event);
  if (!row) return null;
  const matters = row.kind !== "turn" && !readsOnly(fact);
  return { seq, at, agent, text: firstLine(row.text), state: row.state, figures: row.figures, matters };
}

/** Whom a fact is about. */
export function whose(view: RunView, fact: Fact): string {
  if ("agent" in fact && typeof fact.agent === "string") return fact.agent;
  if (fact.type === "message.sent") return fact.from;
  if (fact.type.startsWith("merge.") || fact.type === "session.applied") return "merge";
  const step = stepOf(view, fact);
  const known = step === null ? taskOwner(view, taskOf(view, fact)) : agentOfStep(view, step);
  return known ?? "session";
}

function stepOf(view: RunView, fact: Fact): string | null {
  if (fact.type === "approval.given") return ownNamed(view.approvals, fact.approval)?.step ?? null;
  if (fact.type === "approval.asked") return fact.approval.step ?? null;
  return "step" in fact && typeof fact.step === "string" ? fact.step : null;
}

function taskOf(view: RunView, fact: Fact): string | null {
  if (fact.type === "model.settled" || fact.type === "model.called") return before(fact.modelCall);
  if (fact.type === "turn.retried") return before(fact.turn);
  if (fact.type === "approval.given") return ownNamed(view.approvals, fact.approval)?.task ?? null;
  if (fact.type === "approval.asked") return fact.approval.task ?? null;
  return "task" in fact && typeof fact.task === "string" ? fact.task : null;
}

/** `t1` of `t1.4#2`. */
function before(id: string): string {
  return id.slice(0, id.indexOf("."));
}

function taskOwner(view: RunView, id: string | null): string | null {
  const task = id === null ? undefined : ownNamed(view.tasks, id);
  if (!task) return null;
  if (task.step !== null) return agentOfStep(view, task.step);
  return task.purpose === "plan" || task.purpose === "route" ? "orchestrator" : task.role;
}

function agentOfStep(view: RunView, id: string): string | null {
  return view.steps.find((step) => step.id === id)?.agent ?? null;
}

/** Looking at files is work, but no news. */
function readsOnly(fact: Fact): boolean {
  return fact.type === "toolCall.settled" && /^(read|list|search|find|glob|grep)_?/.test(fact.name);
}

/** `[10:45] database: Created migration file`. */
export function activityLine({ at, agent, text, state }: Activity): string {
  const sign = state === "failed" ? "✗ " : state === "waiting" ? "? " : "";
  return `[${clockTime(at, false)}] ${cleanLine(agent)}: ${sign}${cleanLine(text)}`;
}

/** `[11:05:23] [api] ✓ run_command npm test`. */
export function logLine({ at, agent, text, state, figures }: Activity): string {
  const sign = state === "info" || state === "running" ? "" : `${signOf(state)} `;
  const tail = figures ? `  ${cleanLine(figures)}` : "";
  return `[${clockTime(at, true)}] [${cleanLine(agent)}] ${sign}${cleanLine(text)}${tail}`;
}
