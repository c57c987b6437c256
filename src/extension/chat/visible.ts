// Text for a person to decide on or to read, with nothing hidden: what is not drawn is shown by its code.
// Never removes a character but carriage returns before a line feed.

const unseen =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|[\u00a0\u115f\u1160\u2000-\u200a\u202f\u205f\u3164\uffa0]|\u034f|\u17b4|\u17b5|\u180b|\u180c|\u180d|\u180f|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;
/** Emoji are joined with these; behind one they hide nothing. */
const joiners = new Set(["\u200d", "\ufe0f"]);
const emoji = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier})\ufe0f?$/u;

/** Line feeds and tabs stay. */
export function visible(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(unseen, (character, offset: number, whole: string) => {
    if (character === "\n" || character === "\t") return character;
    const before = whole.slice(Math.max(0, offset - 3), offset);
    if (joiners.has(character) && emoji.test(before)) return character;
    return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}
