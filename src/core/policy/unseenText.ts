// Characters that make a line look other than what a shell does with it: controls, direction marks, invisible ones.

/** Control characters but tab, line feed and carriage return; line and paragraph separators; invisible marks. */
const unseen = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;
/** Joiners and the choice between two looks are part of words and emoji in many languages. */
const joiners = /[\u200c\u200d]/;
const looks = /[\ufe00-\ufe0f]/;

/** Name (`U+200B`) of the first character that cannot be seen; null where all can. */
export function unseenText(text: string): string | null {
  for (const found of text.matchAll(unseen)) {
    const character = found[0];
    if (character === "\t" || character === "\n" || character === "\r") continue;
    if (joiners.test(character) && isBetweenLetters(text, found.index)) continue;
    if (looks.test(character) && text.charCodeAt(found.index - 1) > 0x7f) continue;
    const code = character.codePointAt(0) ?? 0;
    return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  }
  return null;
}

function isBetweenLetters(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index + 1);
  return before > 0x7f && after > 0x7f;
}
