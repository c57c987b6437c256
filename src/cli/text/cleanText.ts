// Text from models, tools and files made harmless for a terminal: no control sequences, no direction marks.
// For what scrolls by. What a person decides on goes through `visibleText`, which hides nothing.
import { cleanOutput } from "../../core/process/cleanOutput";

/** Marks that turn the order of what is shown; they would jumble neighbouring columns. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

/** Several lines of clean text; a tab is two spaces. Text may be cut anywhere, as it is while it streams. */
export function cleanText(text: string): string {
  return cleanOutput(text)
    .replace(directions, "")
    .replace(/[\u2028\u2029]/g, "\n")
    .replaceAll("\t", "  ");
}

/** One line of clean text. */
export function cleanLine(text: string): string {
  return cleanText(text)
    .replace(/\s*\n\s*/g, " ")
    .trim();
}
