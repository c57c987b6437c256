// Reads a line as one simple command, the way every POSIX shell does: plain words and quoted words, nothing else.
// Whatever a shell would expand, join, redirect or interpret makes it unreadable here, and so never allowed by itself.

/** Letters a shell takes as they are; a tilde only inside a word, as in `HEAD~1`. */
const plainCharacter = /[A-Za-z0-9_./:@%+,=-]/;
const quotedCharacter = /[\x20-\x7e]/;
/** Expanded by a shell inside double quotes (`!` by interactive ones). */
const liveInQuotes = /[$`\\!]/;

/** @returns the words, or null where the line is anything but one simple command. */
export function plainWords(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (character === " " || character === "\t") {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === "'" || character === '"') {
      const end = line.indexOf(character, index + 1);
      if (end < 0) return null;
      const text = line.slice(index + 1, end);
      if (!isQuotable(text, character)) return null;
      word = (word ?? "") + text;
      index = end;
    } else if (plainCharacter.test(character) || (character === "~" && /[A-Za-z0-9]$/.test(word ?? ""))) {
      word = (word ?? "") + character;
    } else {
      return null;
    }
  }
  if (word !== null) words.push(word);
  return words.length > 0 ? words : null;
}

function isQuotable(text: string, quote: string): boolean {
  for (const character of text) {
    if (!quotedCharacter.test(character)) return false;
    if (quote === '"' && liveInQuotes.test(character)) return false;
  }
  return true;
}
