// What the question about a session's result is about: each merge round asks anew, and so does each try after one that the
// user's own files stood in the way of. Plain data.
import type { SessionView } from "./session";

/** @returns what follows the kind in the question's id: `result:2:1`. */
export function resultQuestion({ rounds, blocked = 0 }: SessionView): string {
  return `result:${rounds}:${blocked + 1}`;
}
