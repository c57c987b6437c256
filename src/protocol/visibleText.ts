// Text of models, files and tools with nothing hidden in it: what is not drawn, or changes how its neighbours are drawn,
// is shown by its code. One copy for every host and pane. Pure; no character is ever lost but a carriage return at a line's end.

export interface TextPart {
  text: string;
  /** `U+202E`: shown by its code, because it would not be seen. */
  code: string | null;
}

// Controls, formats, surrogates without partner, line and paragraph marks, private use; spaces that are not a space;
// fillers and joiners that draw nothing; variation marks and tags.
const hidden =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Co}\u00a0\u115f\u1160\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;

/** Emoji are made with a joiner or a variation mark; there they hide nothing. */
const emojiJoint =
  /(?<=\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?\ufe0f?)\u200d(?=\p{Extended_Pictographic})|(?<=\p{Extended_Pictographic})\ufe0f/uy;

/** For who decides on a text. @returns it in order, cut where something would not be seen. */
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

/** The same as one text: `<U+202E>` for what would not be seen. Line feeds and tabs stay. */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n/g, "\n")
    .replace(hidden, (character, at: number, whole: string) =>
      isHarmless(whole, at, character) ? character : `<${codeOf(character)}>`,
    );
}

/** Line ends and tabs have a place of their own; what joins or colours emoji is seen in them. */
function isHarmless(text: string, at: number, character: string): boolean {
  if (character === "\n" || character === "\t") return true;
  if (character === "\r") return text[at + 1] === "\n";
  emojiJoint.lastIndex = at;
  return emojiJoint.test(text);
}

const hiddenInProse = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
/** Ends of lines, tabs, and the joiners that writing systems and emoji need. */
const neededInProse = new Set(["\n", "\t", "\r", "\u200c", "\u200d", "\u00ad"]);

/**
 * For who reads and does not decide: what writing systems need stays.
 * @returns the text with each hidden character as a picture (`␛`) or its code (`⟨U+202E⟩`).
 */
export function readableText(text: string): string {
  return text.replace(hiddenInProse, (character) => {
    if (neededInProse.has(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "␡" : `⟨${codeOf(character)}⟩`;
  });
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
