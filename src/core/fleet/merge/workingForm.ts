// Files of a commit as a checkout would write them (line endings, attributes of that very commit), stored as raw blobs.
// Uses an index and a folder of its own; the user's index and files are not looked at.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lineCommand, plainCommand, splitNul } from "../../git/command";
import { listTree } from "../../git/commands/listTree";
import { changeIndex, type IndexLine, storeFiles, storeIndex } from "../../git/commands/storeTree";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import type { StageEntry } from "./mergeTree";

/** Where git works: the user's repository with an index and a folder of ours. */
export interface Bench {
  git: Git;
  folder: string;
}

/** Runs work with an empty index and folder of its own on the objects of a repository; both are gone afterwards. */
export async function withBench<T>(
  git: Git,
  gitDir: string,
  scratchFolder: string,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  mkdirSync(scratchFolder, { recursive: true, mode: 0o700 });
  const home = mkdtempSync(join(scratchFolder, "bench-"));
  const folder = join(home, "tree");
  mkdirSync(folder);
  try {
    const place = { GIT_DIR: gitDir, GIT_WORK_TREE: folder, GIT_INDEX_FILE: join(home, "index") };
    return await work({ git: git.at(folder, place), folder });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** A tree that holds just these entries. Throws FailureError. */
export async function storeEntries(
  bench: Bench,
  entries: ReadonlyMap<string, StageEntry | null>,
): Promise<string> {
  demand(await bench.git.ask(plainCommand(["read-tree", "--empty"])));
  const lines: IndexLine[] = [...entries].flatMap(([path, entry]) =>
    entry === null ? [] : [{ path, entry }],
  );
  // Of an index without entries git names the empty tree and does not store it; a plan that names it would lack it.
  if (lines.length === 0) return demand(await bench.git.ask(lineCommand(["mktree"], "")));
  demand(await bench.git.ask(changeIndex(lines, "0".repeat(40))));
  return demand(await bench.git.ask(storeIndex()));
}

const fileMode = /^100/;
const mostNamed = 100;

async function checkOutPaths(bench: Bench, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const words = ["checkout-index", "-f", "-q", "-z", "--stdin"];
  demand(await bench.git.ask(plainCommand(words, paths.map((path) => `${path}\0`).join(""))));
}

/** Paths of the index that say how files are converted. */
async function attributeFiles(bench: Bench): Promise<string[]> {
  const listed = demand(await bench.git.runBytes(["ls-files", "-z", "--cached"]));
  return splitNul(listed.stdout).filter(
    (path) => path === ".gitattributes" || path.endsWith("/.gitattributes"),
  );
}

/**
 * Entries of a commit or tree at these paths with raw blobs instead of stored ones; null where it has none. Links and
 * submodules have one form only. Throws FailureError.
 */
export async function workingForm(
  bench: Bench,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, StageEntry | null>> {
  const form = new Map<string, StageEntry | null>(paths.map((path) => [path, null]));
  // A command line has an end: many paths are picked from the whole list.
  const named = paths.length <= mostNamed ? paths : [];
  for (const entry of paths.length === 0 ? [] : demand(await bench.git.ask(listTree(commit, named)))) {
    if (form.has(entry.path)) form.set(entry.path, { mode: entry.mode, blob: entry.blob });
  }
  demand(await bench.git.ask(plainCommand(["read-tree", "--reset", commit])));
  const files = [...form].flatMap(([path, entry]) =>
    entry !== null && fileMode.test(entry.mode) ? [path] : [],
  );
  // What converts files must stand before the files are written.
  await checkOutPaths(bench, await attributeFiles(bench));
  await checkOutPaths(bench, files);
  const blobs = files.length === 0 ? [] : demand(await bench.git.ask(storeFiles(files)));
  for (const [index, path] of files.entries()) {
    const [entry, blob] = [form.get(path), blobs[index]];
    if (entry !== null && entry !== undefined && blob !== undefined)
      form.set(path, { mode: entry.mode, blob });
  }
  rmSync(bench.folder, { recursive: true, force: true });
  mkdirSync(bench.folder);
  return form;
}
