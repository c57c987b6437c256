// A judged line written anew, every word quoted, so that what a shell makes of it is what was judged and nothing else.
import { quote } from "./readWord";
import type { Redirect, SimpleCommand, Word } from "./shellLine";

/** @returns a line for bash; patterns stay patterns, all else is text. */
export function canonicalLine(commands: readonly SimpleCommand[]): string {
  let line = "";
  const documents: string[] = [];
  for (const { joiner, assignments, words, redirects } of commands) {
    if (joiner !== null) line += joiner === ";" ? "; " : ` ${joiner} `;
    const pieces = [
      ...assignments.map(({ name, value }) => `${name}=${quote(value)}`),
      ...words.map(written),
      ...redirects.map((redirect) => writtenRedirect(redirect, documents)),
    ];
    line += pieces.join(" ");
  }
  return [line, ...documents].join("\n");
}

/** @param documents takes what must stand below the line. */
function writtenRedirect({ descriptor, operator, target }: Redirect, documents: string[]): string {
  if (operator !== "<<") return `${descriptor ?? ""}${operator}${written(target)}`;
  const lines = target.text.split("\n");
  let end = "END";
  while (lines.includes(end)) end += "_";
  documents.push(`${target.text}${end}`);
  return `<<'${end}'`;
}

function written({ text, glob, pattern }: Word): string {
  return glob ? (pattern ?? quote(text)) : quote(text);
}
