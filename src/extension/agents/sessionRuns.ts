// Which runs of the window are sessions, told by their names, and which of them is meant. Pure.
import type { RunSummary } from "../../protocol/wire";

/** Sessions are called `session-20260403-001`; no other run is. */
export function isSession(run: string): boolean {
  return run.startsWith("session-");
}

/**
 * The session to show where nobody chose one.
 * @param summaries newest first.
 * @returns the newest that is not over, else the newest.
 */
export function newestSession(summaries: readonly RunSummary[]): RunSummary | null {
  const sessions = summaries.filter(({ run }) => isSession(run));
  return sessions.find(isLive) ?? sessions[0] ?? null;
}

/** Not over, and somebody drives it. */
export function isLive({ status, driver }: Pick<RunSummary, "status" | "driver">): boolean {
  return status !== "ended" && driver !== "nobody";
}
