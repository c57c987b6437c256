// Words of a session for a terminal: states of agents, lengths of time, clock times, the line under a title. Pure but for
// the time zone, which is the person's own.
import type { AgentRow, AgentState } from "../../../protocol/agents";
import type { RunView } from "../../../protocol/run";
import { runState } from "../../text/runWords";
import { cutText } from "../../text/textWidth";

const words: Record<AgentState, string> = {
  waiting: "Waiting",
  starting: "Starting",
  working: "Working",
  asking: "Asks you",
  paused: "Paused",
  stopped: "Stopped",
  done: "Done",
  landed: "Ready",
  failed: "Failed",
  conflict: "Conflict",
  aside: "Set aside",
  dropped: "Dropped",
};

/** @param isHome whether what landed came into the user's tree, or its pull request: it is only ready before. */
export function stateWord(state: AgentState, isHome: boolean): string {
  return state === "landed" && isHome ? "Merged" : words[state];
}

/** A session's state as a sign and a word. */
export function sessionState(view: RunView, isDriven: boolean): { sign: string; word: string } {
  if (view.undone) return { sign: "✓", word: "undone" };
  return runState(view, isDriven);
}

/** Whether a session's result is where the person wanted it. */
export function isMerged({ session, undone }: Pick<RunView, "session" | "undone">): boolean {
  return session?.committed != null && session.committed.blocked.length === 0 && !undone;
}

/** Whether an agent's work counts: it was accepted. */
export function isDone({ state }: Pick<AgentRow, "state">): boolean {
  return state === "done" || state === "landed";
}

/** 100% only for what is done; else how many of its criteria are proven. */
export function progressWord(row: AgentRow): string {
  if (isDone(row)) return "100%";
  if (row.criteria === 0) return "0%";
  const percent = Math.min(99, Math.floor((row.proven * 100) / row.criteria));
  return `${percent}% (${row.proven}/${row.criteria} proven)`;
}

/** A title and the line below it, as wide as the terminal lets it be. */
export function titleLines(title: string, width: number | null): string[] {
  return [title, cutText("━".repeat(44), width ?? 44).replace("…", "━")];
}

/** `45 minutes`, `1 hour 5 minutes`, `20 seconds`. */
export function elapsedWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return counted(seconds, "second");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return counted(minutes, "minute");
  const rest = minutes % 60;
  return `${counted(Math.floor(minutes / 60), "hour")}${rest > 0 ? ` ${counted(rest, "minute")}` : ""}`;
}

/** `1 file`, `2 files`, `1,447 additions`. */
export function counted(number: number, thing: string): string {
  return `${grouped(number)} ${thing}${number === 1 ? "" : "s"}`;
}

/** `1,447`. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

const two = (number: number) => String(number).padStart(2, "0");

/** `2026-04-03 10:30:00` in the person's time zone. */
export function dayAndTime(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockTime(at, true)}`;
}

/** `10:45`, or `10:45:12` with seconds, in the person's time zone. */
export function clockTime(at: number, seconds: boolean): string {
  const date = new Date(at);
  const short = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return seconds ? `${short}:${two(date.getSeconds())}` : short;
}
