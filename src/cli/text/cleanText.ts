// Text from models, tools and files made harmless for a terminal: no control sequences, no direction marks.
// For what scrolls by. What a person decides on goes through `visibleText`, which hides nothing.
import { stripVTControlCharacters } from "node:util";

const controls = /[^\P{Cc}\n\t]+/gu;
/** Marks that turn the order of what is shown; they would jumble neighbouring columns. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;
/** The beginning of a control sequence whose end is missing: text comes in pieces. */
const unfinished = /\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*)?$/;

/** Several lines of clean text; a tab is two spaces. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text.replace(unfinished, ""))
    .replace(/\r\n?/g, "\n")
    .replace(controls, "")
    .replace(directions, "")
    .replace(/[\u2028\u2029]/g, "\n")
    .replaceAll("\t", "  ");
}

/** One line of clean text. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s*\n\s*/g, " ").trim();
}
