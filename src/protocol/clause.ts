// A sentence made to stand inside another one. Pure.

/** Without its full stop. */
export function clause(sentence: string): string {
  return sentence.replace(/\.$/, "");
}
