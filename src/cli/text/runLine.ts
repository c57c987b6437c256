// The lines that go on with a run and take it back: a session has verbs of its own. Pure.

/** Sessions are called `session-20260403-001`; no other run is. */
export function isSession(run: string): boolean {
  return run.startsWith("session-");
}

/** Goes on with a run that rests. */
export function goOnLine(run: string): string {
  return isSession(run) ? `kilo-code agent-manager resume --session-id ${run}` : `kilo-code resume ${run}`;
}

/** Takes back what a run changed. */
export function undoLine(run: string): string {
  return isSession(run) ? `kilo-code agent-manager undo --session-id ${run}` : `kilo-code undo ${run}`;
}

/** What a person calls it. */
export function kindOf(run: string): string {
  return isSession(run) ? "session" : "run";
}
