// Copies ignored files a person listed (`.worktreeinclude`, settings) into a new worktree. Git itself matches the patterns;
// only ignored files are copied, no link is followed, no file is overwritten, and secrets only where named outright.
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeFileSync,
} from "node:fs";
import { join, relative, sep } from "node:path";
import { splitNul } from "../../git/command";
import type { Git } from "../../git/git";
import { ignoredAmong } from "../../git/ignoredAmong";
import { isInside } from "../../git/inside";
import { demand } from "../../git/outcome";
import { isSecretPath } from "../../policy/secretPath";

export interface IncludeOptions {
  /** Patterns of the person's own settings, as in a .gitignore. */
  patterns?: readonly string[];
  /** Whether the project's `.worktreeinclude` counts; only in a trusted folder. */
  worktreeInclude?: boolean;
  /** Most files; 2,000 where not given. */
  maxFiles?: number;
  /** Most bytes together; 64 MiB where not given. */
  maxBytes?: number;
}

export interface CopiedFiles {
  copied: string[];
  notes: string[];
}

const includeFile = ".worktreeinclude";

function readPatterns(topLevel: string, options: IncludeOptions): { patterns: string[]; notes: string[] } {
  const { lines, notes } = options.worktreeInclude === true ? readList(topLevel) : { lines: [], notes: [] };
  const patterns = [...(options.patterns ?? []), ...lines]
    .filter((line) => line.trim() !== "" && !line.startsWith("#") && !line.includes("\0"))
    // As in a .gitignore; git leaves those of an argument.
    .map((line) => line.replace(/(?<!\\) +$/, ""));
  return { patterns, notes };
}

/** Lines of the project's list; what it cannot be read for is told. */
function readList(topLevel: string): { lines: string[]; notes: string[] } {
  const path = join(topLevel, includeFile);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { lines: [], notes: [] };
  const unread = (why: string) => ({
    lines: [],
    notes: [`${includeFile} is ${why}, so nothing it lists was copied.`],
  });
  if (!stat.isFile()) return unread("no plain file and links are not followed");
  const text = readFileSync(path, "utf8");
  // As some editors and shells of Windows write it; no argument of a program can hold that.
  if (text.includes("\0")) return unread("no text in UTF-8");
  return { lines: text.replace(/^\ufeff/, "").split(/\r?\n/), notes: [] };
}

/** True where a pattern spells the file's own name, so that the person meant this secret. */
function isNamed(path: string, patterns: readonly string[]): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return patterns.some(
    (pattern) => !/[*?[\]]/.test(pattern) && pattern.slice(pattern.lastIndexOf("/") + 1) === name,
  );
}

const mostNames = 5_000;

/**
 * Everything in the top level but the folder that holds worktrees: git would look into each, and fails on one that
 * another process is just making.
 */
function around(topLevel: string, base: string): string[] {
  if (!isInside(topLevel, base)) return ["."];
  // More names than a command line holds: then the walk may have to be asked for again.
  if (readdirSync(topLevel).length > mostNames) return ["."];
  const way = relative(topLevel, base).split(sep);
  return way.flatMap((part, depth) => {
    const above = way.slice(0, depth);
    const folder = join(topLevel, ...above);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    const others = names.filter((name) => name !== part && name !== ".git");
    return others.map((name) => [...above, name].join("/"));
  });
}

/** Ignored files below the top level that match, relative with "/". */
async function matching(git: Git, base: string, patterns: readonly string[]): Promise<string[]> {
  const excludes = patterns.map((pattern) => `--exclude=${pattern}`);
  const places = around(git.folder, base);
  if (places.length === 0) return [];
  const found = demand(
    await git.runBytes(["ls-files", "-z", "--others", "--ignored", ...excludes, "--", ...places]),
  );
  const paths = splitNul(found.stdout).filter(
    (path) => !path.endsWith("/") && !path.startsWith(".kilocode/"),
  );
  return ignoredAmong(git, paths);
}

/** Makes the folders above a file; false where one of them is a link or a file, in either tree. */
function makeWay(from: string, to: string, path: string): boolean {
  const parts = path.split("/").slice(0, -1);
  for (let count = 1; count <= parts.length; count += 1) {
    const way = join(...parts.slice(0, count));
    if (lstatSync(join(from, way), { throwIfNoEntry: false })?.isDirectory() !== true) return false;
    const target = lstatSync(join(to, way), { throwIfNoEntry: false });
    if (target === undefined) mkdirSync(join(to, way));
    else if (!target.isDirectory()) return false;
  }
  return true;
}

/** Copies one file's bytes and rights. Throws the system's own error; ELOOP for a link. */
function copyBytes(from: string, to: string, most: number): number {
  const source = openSync(from, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const stat = fstatSync(source);
    if (!stat.isFile() || stat.size > most) return -1;
    const target = openSync(to, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, stat.mode & 0o777);
    try {
      const part = Buffer.alloc(Math.max(1, Math.min(stat.size, 1 << 20)));
      let done = 0;
      for (let count = readSync(source, part); count > 0 && done < most; count = readSync(source, part)) {
        // Unlike writeSync, this never writes a part only.
        writeFileSync(target, part.subarray(0, count));
        done += count;
      }
      return done;
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}

function tryCopy(from: string, to: string, path: string, most: number): number | null {
  const target = join(to, path);
  if (lstatSync(join(from, path), { throwIfNoEntry: false })?.isFile() !== true) return null;
  if (!makeWay(from, to, path) || lstatSync(target, { throwIfNoEntry: false }) !== undefined) return null;
  try {
    return copyBytes(join(from, path), target, most);
  } catch {
    return null;
  }
}

/**
 * Copies the listed ignored files from the user's working tree into a worktree.
 * @param git a runner at the top level of the user's working tree
 * @param base the folder that holds the worktrees
 */
export async function copyIgnored(
  git: Git,
  to: string,
  base: string,
  options: IncludeOptions,
): Promise<CopiedFiles> {
  const from = git.folder;
  const { patterns, notes } = readPatterns(from, options);
  const result: CopiedFiles = { copied: [], notes };
  if (patterns.length === 0 || !existsSync(to) || isInside(to, from)) return result;
  const maxFiles = options.maxFiles ?? 2_000;
  let left = options.maxBytes ?? 64 * 1024 * 1024;
  const skipped: string[] = [];
  const secrets: string[] = [];
  for (const path of (await matching(git, base, patterns)).sort()) {
    if (isInside(to, join(from, path))) continue;
    if (isSecretPath(path) && !isNamed(path, patterns)) {
      secrets.push(path);
      continue;
    }
    const size = result.copied.length < maxFiles ? tryCopy(from, to, path, left) : -1;
    if (size === null) continue;
    if (size < 0) skipped.push(path);
    else {
      left -= size;
      result.copied.push(path);
    }
  }
  if (secrets.length > 0)
    result.notes.push(
      `${secrets[0]}${secrets.length > 1 ? ` and ${secrets.length - 1} more` : ""} may hold secrets and were not copied; list a file by its full name to copy it.`,
    );
  if (skipped.length > 0)
    result.notes.push(
      `${skipped.length} listed files were not copied, because together they are too many or too large.`,
    );
  return result;
}
