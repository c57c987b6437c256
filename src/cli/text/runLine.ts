// The lines that go on with a run and take it back: a session has verbs of its own. Pure.
import { isSession } from "../../protocol/runKind";

/** Goes on with a run that rests. */
export function goOnLine(run: string): string {
  return isSession(run) ? `kilo-code agent-manager resume --session-id ${run}` : `kilo-code resume ${run}`;
}

/** Takes back what a run changed. */
export function undoLine(run: string): string {
  return isSession(run) ? `kilo-code agent-manager undo --session-id ${run}` : `kilo-code undo ${run}`;
}
