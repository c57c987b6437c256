// Which runs of the window are sessions, told by their names, and which of them is meant. Pure.
import { isSession } from "../../protocol/runKind";
import type { InboxEntry, RunSummary } from "../../protocol/wire";

/**
 * The session to show where nobody chose one.
 * @param summaries newest first.
 * @returns the newest that is not over, else the newest.
 */
export function newestSession(summaries: readonly RunSummary[]): RunSummary | null {
  const sessions = summaries.filter(({ run }) => isSession(run));
  return sessions.find(isLive) ?? sessions[0] ?? null;
}

/**
 * The one session of which the status bar tells, of those that go on: else one's question stood beside another's agents.
 * @param summaries newest first.
 * @param waiting oldest first; whose question is next is told of, else the newest.
 */
export function sessionToTell(
  summaries: readonly RunSummary[],
  waiting: readonly Pick<InboxEntry, "run">[],
): { run: string; others: number } | null {
  const live = summaries.filter((one) => isSession(one.run) && isLive(one));
  const told = live.find(({ run }) => run === waiting[0]?.run) ?? live[0];
  return told ? { run: told.run, others: live.length - 1 } : null;
}

/** Not over, and somebody drives it. */
export function isLive({ status, driver }: Pick<RunSummary, "status" | "driver">): boolean {
  return status !== "ended" && driver !== "nobody";
}
