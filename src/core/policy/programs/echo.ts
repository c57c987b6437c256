// Programs that print their own words. They have no files; what looks like a flag is mostly text.
import type { Word } from "../shell/shellLine";

/** @returns why a person decides; null where it only prints. */
export function judgeEcho(words: readonly Word[]): string | null {
  return words.some(({ glob }) => glob) ? "a pattern would print names of files" : null;
}

/** `-v` would put the text into a variable of the shell. */
export function judgePrintf(given: readonly Word[]): string | null {
  const words = given[0]?.text === "--" ? given.slice(1) : given;
  const [format] = words;
  if (!format) return "it has nothing to print";
  // `%n` sets the variable that is named next.
  if (/%[^%a-zA-Z]*[hjlLqtz]*n/.test(format.text.replaceAll("%%", ""))) return "its format sets a variable";
  return words === given && format.text.startsWith("-")
    ? `${format.text} is not among the flags that only print`
    : judgeEcho(words);
}
