// `test` and `[`: questions about files and texts.
import type { Word } from "../shell/shellLine";
import type { PathJudge } from "./programRule";

const aboutFile = /^-[abcdefghkprsuwxGLNOS]$/;
const joins = /^(!|-a|-o|\(|\))$/;
const compares = /^(=|==|!=|-eq|-ne|-lt|-le|-gt|-ge)$/;
const whole = /^-?\d{1,9}$/;
const comparesFiles = /^-(nt|ot|ef)$/;

/** @returns why a person decides; null where it only asks. */
export function judgeTest(words: readonly Word[], path: PathJudge, bracket: boolean): string | null {
  const inside = bracket ? words.slice(0, -1) : words;
  if (bracket && words.at(-1)?.text !== "]") return "its bracket is not closed";
  let ended = false;
  for (let index = 0; index < inside.length; index += 1) {
    const word = inside[index];
    // Behind a question `-a` is "and"; before one it asks whether a file is there.
    if (ended && /^-[ao]$/.test(word?.text ?? "")) {
      ended = false;
      continue;
    }
    ended = !joins.test(word?.text ?? "");
    const next = inside[index + 1];
    const after = inside[index + 2];
    if (!word || word.glob) return "a pattern in a test";
    if (next && after && comparesFiles.test(next.text)) {
      const why = path(word) ?? path(after);
      if (why) return why;
      index += 2;
    } else if (next && after && compares.test(next.text)) {
      if (after.glob) return "a pattern in a test";
      // Some shells work out what stands for a number, and run what that holds.
      const numbers = next.text.startsWith("-") && !(whole.test(word.text) && whole.test(after.text));
      if (numbers) return "a number in a test is none";
      index += 2;
    } else if (next && aboutFile.test(word.text) && !joins.test(next.text)) {
      const why = path(next);
      if (why) return why;
      index += 1;
    } else if (next && /^-[nz]$/.test(word.text)) index += 1;
    else if (!joins.test(word.text)) return `${word.text} is no test that is known`;
  }
  return null;
}
