// A listing of a working tree's files, kept as long as no name in it changed: names are read here, which costs less than
// a process of git. Only for small trees; what it cannot tell for certain it does not keep.
import { createHash, type Hash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../protocol/failure";

export interface ListedPlace {
  /** Top of the working tree. */
  root: string;
  gitDir: string;
  commonDir: string;
}

/** More entries than this are listed by git alone. */
const mostEntries = 1_500;
/** What a person configured for all repositories is read again after this, in milliseconds. */
const keptMs = 5_000;

/**
 * The same answers as `list`, which lists tracked and untracked files of `place` but ignored ones: it is asked only where
 * a name, a kind, a rule for ignored files or the index changed since it was.
 */
export function keepListing<T>(place: ListedPlace, list: () => Promise<Result<T>>): () => Promise<Result<T>> {
  let kept: { names: string; at: number; answer: Result<T> } | null = null;
  let isLarge = false;
  const look = () => {
    const names = isLarge ? null : namesIn(place);
    isLarge ||= names === "large";
    return names === "large" ? null : names;
  };
  return async () => {
    const before = look();
    if (before !== null && kept?.names === before && performance.now() - kept.at < keptMs) return kept.answer;
    const at = performance.now();
    const answer = await list();
    // Names that changed meanwhile may be in the answer or not.
    kept = answer.ok && before !== null && look() === before ? { names: before, at, answer } : null;
    return answer;
  };
}

/** All that decides which files are listed, as one hash; null where it cannot be told. */
function namesIn({ root, gitDir, commonDir }: ListedPlace): string | "large" | null {
  const hash = createHash("sha1");
  let left = mostEntries;
  const walk = (folder: string, isTop: boolean): boolean => {
    const entries = readdirSync(folder, { withFileTypes: true });
    left -= entries.length;
    if (left < 0) return false;
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      if (isTop && entry.name === ".git") continue;
      // What is in a repository of its own is git's to judge.
      if (entry.name === ".git") throw new Error("a repository in the tree");
      const kind = entry.isDirectory() ? "d" : entry.isFile() ? "f" : entry.isSymbolicLink() ? "l" : "o";
      hash.update(`${kind}${entry.name}\0`);
      const path = join(folder, entry.name);
      if (kind === "f" && entry.name === ".gitignore") addFile(hash, path);
      if (kind === "d" && !walk(path, false)) return false;
    }
    hash.update("/");
    return true;
  };
  try {
    if (!walk(root, true)) return "large";
    addFile(hash, join(commonDir, "info", "exclude"));
    const index = statSync(join(gitDir, "index"), { bigint: true, throwIfNoEntry: false });
    hash.update(index ? `${index.ino} ${index.size} ${index.mtimeNs} ${index.ctimeNs}` : "-");
    return hash.digest("hex");
  } catch {
    return null;
  }
}

function addFile(hash: Hash, path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return;
  const bytes = readFileSync(path);
  hash.update(`${bytes.length} `).update(bytes);
}
