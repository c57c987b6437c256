// What a person is asked to approve, with nothing hidden: control, direction and invisible characters are shown by
// their code. Line feeds stay, tabs become spaces. It never removes a character.

/** Everything that is not drawn, or that changes how its neighbours are drawn. */
const hidden =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Co}]|[\u00a0\u115f\u1160\u180e\u2000-\u200a\u202f\u205f\u3164\uffa0]|\u034f|\u17b4|\u17b5|\u180b|\u180c|\u180d|\u180f|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;
const drawn = /\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?\ufe0f?$/u;
const drawnNext = /^\p{Extended_Pictographic}/u;

/** The text as a person must see it: `<U+202E>` for what would not be seen. */
export function visibleText(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(hidden, (character, offset: number, whole: string) => {
    if (character === "\n") return "\n";
    if (character === "\t") return "    ";
    return belongsToEmoji(character, offset, whole) ? character : codeOf(character);
  });
}

/** One line for titles: a line break is shown too. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll("\n", "<U+000A>");
}

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}

/** Emoji are made with a joiner or a variation mark; there they hide nothing. */
function belongsToEmoji(character: string, offset: number, whole: string): boolean {
  if (character !== "\u200d" && character !== "\ufe0f") return false;
  const before = drawn.test(whole.slice(Math.max(0, offset - 6), offset));
  if (character === "\ufe0f") return before;
  return before && drawnNext.test(whole.slice(offset + 1, offset + 3));
}
