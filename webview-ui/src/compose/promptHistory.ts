// Earlier prompts under the arrow keys. What was being written is kept at the near end and comes back unchanged.
// Pure.

export interface PromptHistory {
  /** Place in the entries, newest first; -1 is what is being written. */
  at: number;
  /** What was being written when the person went back. */
  draft: string;
}

export const atDraft: PromptHistory = { at: -1, draft: "" };

export interface Stepped {
  history: PromptHistory;
  text: string;
}

/**
 * @param entries earlier prompts, newest first
 * @param by 1 for older, -1 for newer
 * @returns null at either end
 */
export function stepHistory(
  entries: readonly string[],
  history: PromptHistory,
  text: string,
  by: 1 | -1,
): Stepped | null {
  const at = history.at + by;
  const draft = history.at === -1 ? text : history.draft;
  if (at < -1) return null;
  if (at === -1) return { history: atDraft, text: draft };
  const entry = entries[at];
  return entry === undefined ? null : { history: { at, draft }, text: entry };
}

/**
 * Whether an arrow key leaves the text: up from its first line, down from its last. Where lines are wrapped the caret
 * must stand at the very end of the text, so that the key still moves within it.
 */
export function leavesText(
  text: string,
  caret: number,
  key: "ArrowUp" | "ArrowDown",
  wrapped: boolean,
): boolean {
  if (wrapped) return key === "ArrowUp" ? caret === 0 : caret === text.length;
  return key === "ArrowUp" ? !text.slice(0, caret).includes("\n") : !text.slice(caret).includes("\n");
}
