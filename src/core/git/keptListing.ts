// A listing of a working tree's files: where every file in it is tracked the index says it all, and else git's answer is kept
// as long as no name changed. Names are read here, which costs less than a process of git. Only for small trees; what it
// cannot tell for certain git is asked.
import { createHash, type Hash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../protocol/failure";
import type { ListedFiles } from "./commands/listFiles";
import { indexEntries } from "./indexEntries";

export interface ListedPlace {
  /** Top of the working tree. */
  root: string;
  gitDir: string;
  commonDir: string;
  /** Whether git worked here, so that its files may be read without it. */
  hasWorked(): boolean;
}

interface Names {
  /** All that decides which files are listed, as one hash. */
  hash: string;
  /** What is there that is no folder, ignored or not. */
  files: string[];
}

/** More entries than this are listed by git alone. */
const mostEntries = 1_500;
/** What a person configured for all repositories is read again after this, in milliseconds. */
const keptMs = 5_000;

/**
 * The same answers as `list`, which lists tracked and untracked files of `place` but ignored ones: it is asked only where
 * a file is not tracked, and a name, a kind, a rule for ignored files or the index changed since it was.
 */
export function keepListing(
  place: ListedPlace,
  list: () => Promise<Result<ListedFiles>>,
): () => Promise<Result<ListedFiles>> {
  let kept: { names: string; at: number; answer: Result<ListedFiles> } | null = null;
  let isLarge = false;
  const look = () => {
    const names = isLarge ? null : namesIn(place);
    isLarge ||= names === "large";
    return names === "large" ? null : names;
  };
  return async () => {
    const before = look();
    if (before !== null && kept?.names === before.hash && performance.now() - kept.at < keptMs)
      return kept.answer;
    const tracked = before === null ? null : allTracked(place, before.files);
    if (tracked !== null) return { ok: true, value: { paths: tracked, unreadable: [] } };
    const at = performance.now();
    const answer = await list();
    // Names that changed meanwhile may be in the answer or not.
    const isSame = answer.ok && before !== null && look()?.hash === before.hash;
    kept = isSame ? { names: before.hash, at, answer } : null;
    return answer;
  };
}

/** What the index holds, where there is no file but those; null where there is another, or it cannot be told. */
function allTracked({ gitDir, hasWorked }: ListedPlace, files: readonly string[]): string[] | null {
  const entries = hasWorked() ? indexEntries(join(gitDir, "index")) : null;
  if (entries === null) return null;
  const paths = entries.map(({ path }) => path);
  const tracked = new Set(paths);
  return files.every((path) => tracked.has(path)) ? paths : null;
}

/** Null where it cannot be told. */
function namesIn({ root, gitDir, commonDir }: ListedPlace): Names | "large" | null {
  const hash = createHash("sha1");
  const files: string[] = [];
  let left = mostEntries;
  const walk = (below: string): boolean => {
    const folder = join(root, below);
    const entries = readdirSync(folder, { withFileTypes: true });
    left -= entries.length;
    if (left < 0) return false;
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      if (below === "" && entry.name === ".git") continue;
      // What is in a repository of its own is git's to judge.
      if (entry.name === ".git") throw new Error("a repository in the tree");
      const kind = entry.isDirectory() ? "d" : entry.isFile() ? "f" : entry.isSymbolicLink() ? "l" : "o";
      hash.update(`${kind}${entry.name}\0`);
      if (kind === "f" && entry.name === ".gitignore") addFile(hash, join(folder, entry.name));
      if (kind !== "d") files.push(below + entry.name);
      else if (!walk(`${below}${entry.name}/`)) return false;
    }
    hash.update("/");
    return true;
  };
  try {
    if (!walk("")) return "large";
    addFile(hash, join(commonDir, "info", "exclude"));
    const index = statSync(join(gitDir, "index"), { bigint: true, throwIfNoEntry: false });
    hash.update(index ? `${index.ino} ${index.size} ${index.mtimeNs} ${index.ctimeNs}` : "-");
    return { hash: hash.digest("hex"), files };
  } catch {
    return null;
  }
}

function addFile(hash: Hash, path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return;
  const bytes = readFileSync(path);
  hash.update(`${bytes.length} `).update(bytes);
}
