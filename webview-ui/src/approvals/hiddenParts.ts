// Text a person is asked to approve, cut where characters are not drawn or change how their neighbours are drawn. Pure;
// no character is ever lost.

export interface TextPart {
  text: string;
  /** `U+202E`: shown by its code, because it would not be seen. */
  code: string | null;
}

// Controls, formats, surrogates without partner, line and paragraph marks, private use; spaces that are not a space;
// fillers and joiners that draw nothing; variation marks and tags. Line feeds and tabs keep their place.
const hidden =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Co}\u00a0\u115f\u1160\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;

const emojiJoint =
  /(?<=\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?\ufe0f?)\u200d(?=\p{Extended_Pictographic})|(?<=\p{Extended_Pictographic})\ufe0f/uy;

/** @returns the text in order; a carriage return before a line feed is part of the line's end. */
export function hiddenParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const found of text.matchAll(hidden)) {
    const [character] = found;
    if (isHarmless(text, found.index, character)) continue;
    if (found.index > from) parts.push({ text: text.slice(from, found.index), code: null });
    parts.push({ text: character, code: codeOf(character) });
    from = found.index + character.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), code: null });
  return parts;
}

/** Line ends and tabs have a place of their own; what joins or colours emoji is seen in them. */
function isHarmless(text: string, at: number, character: string): boolean {
  if (character === "\n" || character === "\t") return true;
  if (character === "\r") return text[at + 1] === "\n";
  emojiJoint.lastIndex = at;
  return emojiJoint.test(text);
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
