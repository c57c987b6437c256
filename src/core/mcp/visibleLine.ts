// Names, words and titles of tool servers for a person, with nothing hidden in them and nothing that looks like more
// than one of them.
import { visibleText } from "../../protocol/visibleText";

/** At most `most` characters on one line; breaks become spaces. */
export function visibleLine(text: string, most: number): string {
  const line = visibleText(text.replace(/\s+/g, " ").trim());
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** A word as it is where it is plain, else in quotes, so that it can break no line and hide no end. */
export function quotedWord(word: string): string {
  return /^[\w@%+=:,./${}-]+$/.test(word) ? word : visibleText(JSON.stringify(word));
}
