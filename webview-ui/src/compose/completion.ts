// What the word under the caret may be completed to: a prefix behind the first `/`, a workspace file behind `@`.
// Pure; files are found by the host.
import { type Prefix, prefixes } from "./prefix";

export interface Completing {
  kind: "prefix" | "file";
  /** What was typed behind the sign. */
  letters: string;
  /** The sign's place in the text, and the caret's. */
  from: number;
  to: number;
}

const prefixWord = /^\s*\/([a-z]*)$/i;
const fileWord = /(?:^|[\s([{"'`,;:])@([^\s@"]{0,200})$/;

/** @returns what is being written before the caret, or null where nothing is completed. */
export function completingAt(text: string, caret: number): Completing | null {
  const before = text.slice(0, caret);
  const prefix = prefixWord.exec(before);
  if (prefix) return { kind: "prefix", letters: prefix[1] ?? "", from: before.indexOf("/"), to: caret };
  const file = fileWord.exec(before);
  if (!file) return null;
  const letters = file[1] ?? "";
  return { kind: "file", letters, from: caret - letters.length - 1, to: caret };
}

/** Prefixes that begin with the letters; none where the word is whole already. */
export function prefixChoices(letters: string): Prefix[] {
  const typed = letters.toLowerCase();
  return prefixes.filter((name) => name.startsWith(typed) && name !== typed);
}

/** @returns the text with the choice in place, and where the caret then stands. */
export function completed(
  text: string,
  completing: Completing,
  choice: string,
): { text: string; caret: number } {
  const sign = completing.kind === "prefix" ? "/" : "@";
  const word = /\s/.test(choice) ? `${sign}"${choice}"` : `${sign}${choice}`;
  const rest = text.slice(completing.to);
  const gap = /^\s/.test(rest) ? "" : " ";
  return {
    text: text.slice(0, completing.from) + word + gap + rest,
    caret: completing.from + word.length + 1,
  };
}
