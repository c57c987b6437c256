/** @returns the text as a pattern that stands for itself, whatever signs of a regular expression it holds. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
