// A question of the engine's own, such as what becomes of a session with nothing left to merge. It is answered by one of
// its choices: no agent reads other words, and no agent decides where nobody does. Plain data.
import type { Approval } from "./approval";

/** An agent's question comes with the call it was asked by. */
export function isEngineQuestion({
  kind,
  toolCall,
  options = [],
}: Pick<Approval, "kind" | "toolCall" | "options">): boolean {
  return kind === "question" && toolCall === undefined && options.length > 0;
}
