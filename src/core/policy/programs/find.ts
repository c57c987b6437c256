// `find`, whose flags are a language: only tests, and of the actions only those that print.
import { singlesOutSecrets } from "../secretPath";
import type { Word } from "../shell/shellLine";
import type { PathJudge } from "./programRule";

const plain =
  /^(-(depth|daystart|empty|executable|false|true|mount|noleaf|nogroup|nouser|readable|writable|xdev|print|print0|prune|quit|ls|a|and|o|or|not|d)|!|\(|\)|,)$/;
const number = /^[+-]?\d{1,12}[bcwkMG]?$/;
const values = new Map<string, RegExp | "path">([
  ...[
    "name",
    "iname",
    "path",
    "ipath",
    "wholename",
    "iwholename",
    "regex",
    "iregex",
    "lname",
    "ilname",
    "user",
    "group",
    "newermt",
  ].map((name) => [`-${name}`, /^[^\0]*$/] as const),
  ...[
    "amin",
    "atime",
    "cmin",
    "ctime",
    "mmin",
    "mtime",
    "size",
    "links",
    "maxdepth",
    "mindepth",
    "uid",
    "gid",
    "inum",
    "used",
  ].map((name) => [`-${name}`, number] as const),
  ...["newer", "anewer", "cnewer", "samefile"].map((name) => [`-${name}`, "path"] as const),
  ["-type", /^[bcdpflsD](,[bcdpflsD])*$/],
  ["-perm", /^[-/]?[\w+=,]+$/],
  ["-regextype", /^[\w-]+$/],
  ["-printf", /^[^\0]*$/],
]);

/** @returns why a person decides; null where it only looks. */
export function judgeFind(words: readonly Word[], path: PathJudge): string | null {
  let index = 0;
  for (; index < words.length; index += 1) {
    const word = words[index];
    if (!word || /^[-!(),]/.test(word.text)) break;
    const why =
      word.glob && /^[*?[]/.test(word.text) ? "a file's name could be taken for a flag" : path(word);
    if (why) return why;
  }
  for (; index < words.length; index += 1) {
    const word = words[index];
    if (!word) break;
    if (word.glob) return "a pattern without quotes";
    if (plain.test(word.text)) continue;
    const value = values.get(word.text);
    const next = words[index + 1];
    if (!value || !next) return `${word.text} is not among the flags that only look`;
    if (next.glob) return "a pattern without quotes";
    const left = /^(!|-not)$/.test(words[index - 1]?.text ?? "");
    if (!left && /^-i?(name|path)$/.test(word.text) && singlesOutSecrets(next.text))
      return `${next.text} may hold secrets`;
    const why =
      value === "path"
        ? path(next)
        : value.test(next.text)
          ? null
          : `${next.text} is no value of ${word.text}`;
    if (why) return why;
    index += 1;
  }
  return null;
}
