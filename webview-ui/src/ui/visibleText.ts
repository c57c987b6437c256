// Text of models, files and tools with its hidden characters made visible, so that what is read is what is there.

const hidden = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
/** Ends of lines, tabs, and the joiners that writing systems and emoji need. */
const harmless = new Set(["\n", "\t", "\r", "\u200c", "\u200d", "\u00ad"]);

/** @returns the text with each hidden character as a picture (`␛`) or its code (`⟨U+202E⟩`). */
export function visibleText(text: string): string {
  return text.replace(hidden, (character) => {
    if (harmless.has(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return "␡";
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}
