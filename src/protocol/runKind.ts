// What a person calls a run, told from its name alone. Pure.

/** Sessions are called `session-20260403-001`; no other run is. */
export function isSession(run: string): boolean {
  return run.startsWith("session-");
}

/** What a person calls it. */
export function kindOf(run: string): string {
  return isSession(run) ? "session" : "run";
}
