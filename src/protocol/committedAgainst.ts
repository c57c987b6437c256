// A result that does not go together with what the person committed since: nothing of theirs is uncommitted there, so
// another commit would not help. What helps, in one sentence. Pure.
import type { RunView } from "./run";

export function committedAgainst({ run, session }: Pick<RunView, "run" | "session">): string {
  const branch = session?.merge?.branch ?? "the session's branch";
  return `What you committed conflicts with it: take that back and approve again, or merge ${branch} with git yourself and end the session: kilo-code cancel ${run}`;
}
