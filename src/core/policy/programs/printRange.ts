// `sed` where it prints lines of a file and does nothing else: `sed -n '10,20p' file`.
import type { Word } from "../shell/shellLine";
import type { PathJudge } from "./programRule";

const ranges = /^(\d{1,9}|\$)(,(\d{1,9}|\$|\+\d{1,9}))?p(;\s*(\d{1,9}|\$)(,(\d{1,9}|\$|\+\d{1,9}))?p)*;?$/;
const quitAt = /^\d{1,9}q$/;

/** @returns why a person decides; null where it only prints. */
export function judgeSed(words: readonly Word[], path: PathJudge, fed: boolean): string | null {
  const silent = /^(-n|--quiet|--silent)$/.test(words[0]?.text ?? "");
  const script = words[silent ? 1 : 0];
  const files = words.slice(silent ? 2 : 1);
  const printsLines =
    script && !script.glob && (silent ? ranges.test(script.text) : quitAt.test(script.text));
  if (!printsLines) return "sed may do more than print lines";
  if (files.length === 0 && !fed) return "it would wait for input";
  for (const file of files) {
    const why =
      file.text.startsWith("-") || (file.glob && /^[*?[]/.test(file.text))
        ? "a flag behind the script"
        : path(file);
    if (why) return why;
  }
  return null;
}
