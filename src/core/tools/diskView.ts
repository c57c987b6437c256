// The disk as the policy looks at it: real places of operands, step by step as the system finds them, and the names a
// pattern stands for. It opens nothing.
import { readdirSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { resolveInside } from "./paths";

/** The disk, as the programs of a line would see it. */
export interface DiskView {
  /**
   * @param cwd folder of the root, as it was entered; `path` is relative to it or absolute.
   * @returns the real place relative to the real root, or why it is not inside.
   */
  place(cwd: string, path: string): { path: string } | { outside: string };
  /** Names that the shell would put in for a pattern, relative to `cwd`; null where they cannot be told. */
  expand(cwd: string, pattern: string): readonly string[] | null;
}

const mostNames = 5000;

/** @param root real path of the folder the agent works in. */
export function diskView(root: string): DiskView {
  return {
    place(cwd, path) {
      const found = resolveInside(root, physical(join(root, cwd), path));
      return found.ok ? { path: found.value.relative } : { outside: found.failure.message };
    },
    expand: (cwd, pattern) => expand(physical(root, cwd), pattern),
  };
}

/** `link/..` is the folder above what the link leads to, not above the link. */
function physical(cwd: string, path: string): string {
  let at = isAbsolute(path) ? "/" : real(cwd);
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    at = part === ".." ? dirname(at) : real(join(at, part));
  }
  return at;
}

function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

function expand(cwd: string, pattern: string): string[] | null {
  // Quotes in it keep some of its wildcards from being any.
  if (pattern.includes("'")) return null;
  const absolute = pattern.startsWith("/");
  let found = [absolute ? "/" : ""];
  for (const part of pattern.split("/").filter((part) => part !== "")) {
    found = found.flatMap((folder) =>
      /[*?[]/.test(part) ? matching(cwd, folder, part) : [join(folder, part)],
    );
    if (found.length > mostNames) return null;
  }
  return found;
}

function matching(cwd: string, folder: string, pattern: string): string[] {
  let names: string[];
  try {
    names = readdirSync(isAbsolute(folder) ? folder : join(cwd, folder));
  } catch {
    return [];
  }
  const form = expression(pattern);
  const hidden = pattern.startsWith(".");
  return names
    .filter((name) => (hidden || !name.startsWith(".")) && form.test(name))
    .map((name) => join(folder, name));
}

/** Each star multiplies what a name can cost. */
const mostStars = 5;

/** Wider than a shell where the two could differ: a name too many only leads to a question. */
function expression(pattern: string): RegExp {
  if (pattern.split("*").length > mostStars + 1) return /(?:)/;
  let source = "";
  for (let index = 0; index < pattern.length; index += 1) {
    const letter = pattern.charAt(index);
    if (letter === "*") source += ".*";
    else if (letter === "?") source += ".";
    else if (letter === "[") {
      const end = pattern.indexOf("]", index + 2);
      source += end < 0 ? "\\[" : ".";
      index = end < 0 ? index : end;
    } else source += letter.replace(/[\\^$.|+(){}\]]/, "\\$&");
  }
  return new RegExp(`^${source}$`, "su");
}
