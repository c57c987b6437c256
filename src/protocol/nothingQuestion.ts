// The question that is asked where a person rejected so much that nothing is left to merge: agents may go on, or the session
// ends. Each merge round asks anew. Plain data.
import type { SessionView } from "./session";

/** Its only answer to choose; whoever wants to go on says so of an agent. */
export const endIt = "end it";

const before = "question:nothing:";

/** @returns the question's id. */
export function nothingQuestion({ rounds }: Pick<SessionView, "rounds">): string {
  return `${before}${rounds}`;
}

export function isNothingQuestion(id: string): boolean {
  return id.startsWith(before);
}
