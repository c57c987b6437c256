// Where the operands of a command lead. What the disk says comes in through a view of it, so that the verdict stays a pure
// function; without one, only the spelling counts.
import { posix } from "node:path";
import type { DiskView } from "../tools/diskView";
import { isSecretPath, singlesOutSecrets } from "./secretPath";
import type { Word } from "./shell/shellLine";

/** No disk at all: folders are what they are called, and no pattern finds a name. */
export const spellingOnly: DiskView = {
  place(cwd, path) {
    if (path.startsWith("/")) return { outside: "it is outside the project" };
    const place = posix.normalize(posix.join("/r", cwd, path));
    if (place !== "/r" && !place.startsWith("/r/")) return { outside: "it is outside the project" };
    return { path: place.slice(3) || "." };
  },
  expand: () => [],
};

const mostNames = 2000;

/** @returns why reading the operand needs a person; null where it stands inside and holds no secret by its name. */
export function judgePlace(view: DiskView, cwd: string, word: Word): string | null {
  const { text } = word;
  if (text === "" || text === "-") return "an operand is empty";
  if (/^[A-Za-z]:/.test(text) || text.includes("\\")) return `${text} is not a plain path`;
  if (text.startsWith("~")) return `${text} may be a home folder`;
  if (!word.glob) return judgeOne(view, cwd, text);
  if (isSecretPath(text)) return `${text} may hold secrets`;
  const names = view.expand(cwd, word.pattern ?? text);
  if (names === null || names.length > mostNames) return `the files that ${text} stands for cannot be told`;
  // A pattern that finds nothing is handed on as it is.
  for (const name of [...names, text]) {
    const why = judgeOne(view, cwd, name);
    if (why) return why;
  }
  return null;
}

function judgeOne(view: DiskView, cwd: string, path: string): string | null {
  // `file.py::test` names a test of a file.
  const [file = ""] = path.split("::");
  const place = view.place(cwd, file === "" ? path : file);
  if ("outside" in place) return `${path}: ${place.outside}`;
  for (const name of [path, place.path]) {
    if (isSecretPath(name) || singlesOutSecrets(name)) return `${path} may hold secrets`;
    if (/(^|\/)\.(git|kilo|kilocode)(\/|$)/i.test(name)) return `${path} is repository or engine state`;
  }
  return null;
}
