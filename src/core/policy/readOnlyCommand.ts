// The small built-in list of shell commands that read and nothing else, judged word by word: known programs,
// known flags, paths inside the folder. Anything not listed is left to a person. Long options are never abbreviated.
import { posix } from "node:path";
import { gitReadOnly } from "./gitReadOnly";
import { isSecretPath } from "./secretPath";

interface Reader {
  /** Letters that may stand together after one dash. */
  letters: RegExp;
  /** Whole flags, with `=value` where they have one. */
  flags?: RegExp;
  /** Flags whose value is the next word, and that value. */
  valued?: { flag: RegExp; value: RegExp };
  /** A program without operands would read its input, which is closed. */
  needsPath: boolean;
}

const count = { flag: /^(-n|-c|--lines|--bytes)$/, value: /^\+?\d{1,9}[kKM]?$/ };
const counted = /^(-\d{1,9}|-[nc]\+?\d{1,9}|--(lines|bytes)=\+?\d{1,9}|--quiet|--verbose)$/;

const readers = new Map<string, Reader>([
  ["pwd", { letters: /^-[LP]$/, needsPath: false }],
  [
    "ls",
    {
      letters: /^-[1aAlhRrtSFpdGiks]+$/,
      flags:
        /^--(all|almost-all|recursive|reverse|human-readable|classify|directory|color(=(auto|never|always))?)$/,
      needsPath: false,
    },
  ],
  [
    "cat",
    {
      letters: /^-[nbAsETv]+$/,
      flags: /^--(number|number-nonblank|show-all|squeeze-blank)$/,
      needsPath: true,
    },
  ],
  ["head", { letters: /^-[qv]+$/, flags: counted, valued: count, needsPath: true }],
  ["tail", { letters: /^-[qv]+$/, flags: counted, valued: count, needsPath: true }],
  ["wc", { letters: /^-[lwcmL]+$/, flags: /^--(lines|words|bytes|chars)$/, needsPath: true }],
]);

/** Programs whose version may be asked. Others (yarn, cargo, go) start what the project names to answer. */
const versioned = /^(node|npm|git)$/;

/**
 * @param words the command as a shell would split it.
 * @returns why it only reads, or null where that is not known.
 */
export function readOnlyCommand(words: readonly string[]): string | null {
  const [program, ...rest] = words;
  if (program === undefined) return null;
  if (versioned.test(program) && rest.length === 1 && /^(--version|-v)$/.test(rest[0] ?? "")) {
    return `${program} only tells its version`;
  }
  if (program === "git") return gitReadOnly(rest) ? `git ${rest[0]} only reads` : null;
  const reader = readers.get(program);
  return reader && readsInside(reader, rest) ? `${program} only reads files of this folder` : null;
}

function readsInside(reader: Reader, words: readonly string[]): boolean {
  let paths = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (!word.startsWith("-")) {
      if (!isInsidePath(word)) return false;
      paths += 1;
    } else if (reader.valued?.flag.test(word)) {
      index += 1;
      if (!reader.valued.value.test(words[index] ?? "")) return false;
    } else if (!reader.letters.test(word) && !reader.flags?.test(word)) {
      return false;
    }
  }
  return paths > 0 || !reader.needsPath;
}

/** A plain relative path that cannot name anything outside the folder, git's own files or a secret. */
export function isInsidePath(word: string): boolean {
  if (word === "" || /^[-/~]/.test(word) || /[\\:*?[\]{}]/.test(word)) return false;
  const parts = word.split("/");
  if (parts.includes("..") || parts.some((part) => /^\.(git|kilocode)$/i.test(part))) return false;
  return !isSecretPath(posix.normalize(word));
}
