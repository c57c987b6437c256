// A judged line written anew, every word quoted, so that what a shell makes of it is what was judged and nothing else.
import { quote } from "./readWord";
import type { SimpleCommand, Word } from "./shellLine";

/** @returns a line for bash; patterns stay patterns, all else is text. */
export function canonicalLine(commands: readonly SimpleCommand[]): string {
  let line = "";
  for (const { joiner, assignments, words, redirects } of commands) {
    if (joiner !== null) line += joiner === ";" ? "; " : ` ${joiner} `;
    const pieces = [
      ...assignments.map(({ name, value }) => `${name}=${quote(value)}`),
      ...words.map(written),
      ...redirects.map(
        ({ descriptor, operator, target }) => `${descriptor ?? ""}${operator}${written(target)}`,
      ),
    ];
    line += pieces.join(" ");
  }
  return line;
}

function written({ text, glob, pattern }: Word): string {
  return glob ? (pattern ?? quote(text)) : quote(text);
}
