// The files through which one command could make every later git command, of any worktree, run a program: shared
// configuration, hooks, attributes, the same of submodules, and where a worktree says its repository is. Read byte for
// byte, compared, and put back. Reads no object and runs nothing; follows no link.
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { withoutNotes } from "./configNotes";
import { findGitFolder, type GitFolder } from "./gitFolder";

/** One of them as it stands; bytes in base64, or where a link points. */
export interface SharedFile {
  kind: "file" | "link" | "other";
  content: string;
  mode: number;
}

/** By absolute path; what is not there has no entry. */
export type SharedFiles = Record<string, SharedFile>;

/** Longer files are known by their size and time only, and cannot be put back. */
const longest = 1_000_000;
const mostFiles = 2_000;
const deepestModule = 6;

/** The repository of a folder as the watch knows it; null outside of one. */
export function watchedRepository(folder: string): GitFolder | null {
  return findGitFolder(folder);
}

/**
 * What stands in a repository now (facts/reliability.md B3: fingerprint).
 * @param place where it was found before anything ran: a command may have changed where it seems to be.
 */
export function readSharedFiles(place: GitFolder): SharedFiles {
  const files: SharedFiles = {};
  const { topLevel, gitDir, commonDir } = place;
  readConfigs(files, commonDir);
  readBelow(files, join(commonDir, "modules"), deepestModule);
  if (gitDir !== commonDir) {
    for (const name of ["commondir", "gitdir", "config.worktree"]) readOne(files, join(gitDir, name));
    readOne(files, join(topLevel, ".git"));
  }
  return files;
}

/** Paths that differ, sorted. */
export function changedShared(before: SharedFiles, after: SharedFiles): string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => !isSame(path, before[path], after[path])).sort();
}

function isSame(path: string, one?: SharedFile, other?: SharedFile): boolean {
  if (one?.kind !== other?.kind || one?.mode !== other?.mode) return false;
  if (one?.content === other?.content) return true;
  const isConfig = one?.kind === "file" && basename(path) === "config";
  return isConfig && withoutNotes(sharedText(one) ?? "") === withoutNotes(sharedText(other) ?? "");
}

/** Puts paths back as they were. @returns those that could not be. */
export function restoreShared(before: SharedFiles, paths: readonly string[]): string[] {
  return paths.filter((path) => !restoreOne(path, before[path]));
}

/** The text of one for a person: bytes as text, where a link points, or what is known of another kind. */
export function sharedText(file: SharedFile | undefined): string | null {
  if (!file) return null;
  if (file.kind === "file") return Buffer.from(file.content, "base64").toString("utf8");
  return file.kind === "link" ? `a link to ${file.content}\n` : `${file.content}\n`;
}

function readConfigs(files: SharedFiles, gitDir: string): void {
  for (const name of ["config", "config.worktree", "info/attributes"]) readOne(files, join(gitDir, name));
  for (const name of namesIn(join(gitDir, "hooks"))) {
    // Samples are never run.
    if (!name.endsWith(".sample")) readOne(files, join(gitDir, "hooks", name));
  }
}

/** Submodules keep their repositories in folders named as they are, which may have slashes in them. */
function readBelow(files: SharedFiles, folder: string, depth: number): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    if (depth <= 0 || !lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) continue;
    if (lstatSync(join(path, "HEAD"), { throwIfNoEntry: false })) {
      readConfigs(files, path);
      readBelow(files, join(path, "modules"), depth - 1);
    } else readBelow(files, path, depth - 1);
  }
}

function namesIn(folder: string): string[] {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
  } catch {
    return [];
  }
}

function readOne(files: SharedFiles, path: string): void {
  if (Object.keys(files).length >= mostFiles) return;
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return;
  const mode = stats.mode & 0o7777;
  if (stats.isSymbolicLink()) files[path] = { kind: "link", content: readlinkSync(path), mode };
  else if (stats.isFile() && stats.size <= longest)
    files[path] = { kind: "file", content: readFileSync(path).toString("base64"), mode };
  else files[path] = { kind: "other", content: `${stats.size} bytes of ${stats.mtimeMs}`, mode };
}

function restoreOne(path: string, was: SharedFile | undefined): boolean {
  if (was?.kind === "other") return false;
  try {
    rmSync(path, { recursive: true, force: true });
    if (!was) return true;
    mkdirSync(dirname(path), { recursive: true });
    if (was.kind === "link") symlinkSync(was.content, path);
    else {
      writeFileSync(path, Buffer.from(was.content, "base64"), { flag: "wx", mode: was.mode });
      chmodSync(path, was.mode);
    }
    return true;
  } catch {
    return false;
  }
}
