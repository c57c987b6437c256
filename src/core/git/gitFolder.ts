// Finds the repository a folder belongs to by reading files only; runs nothing and believes nothing it reads beyond paths.
import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export interface GitFolder {
  /** The folder that holds `.git`. */
  topLevel: string;
  /** Private folder of this working tree. */
  gitDir: string;
  /** Shared folder of all working trees of the repository. */
  commonDir: string;
}

function readLine(path: string): string | null {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n[\s\S]*$/, "");
  } catch {
    return null;
  }
}

function kindOf(path: string): "file" | "folder" | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : stat.isDirectory() ? "folder" : "file";
}

function gitDirOf(topLevel: string): string | null {
  const entry = join(topLevel, ".git");
  const kind = kindOf(entry);
  if (kind === "folder") return kindOf(join(entry, "HEAD")) === null ? null : entry;
  if (kind === null) return null;
  const target = /^gitdir: (.+)$/.exec(readLine(entry) ?? "")?.[1];
  return target === undefined ? null : resolve(topLevel, target);
}

/** Shared folder of the repository whose private folder is `gitDir`. */
export function commonDirOf(gitDir: string): string {
  const line = readLine(join(gitDir, "commondir"));
  return line === null || line === "" ? gitDir : resolve(gitDir, line);
}

/** The repository of `folder` or of the nearest folder above it; null where there is none. */
export function findGitFolder(folder: string): GitFolder | null {
  for (let topLevel = resolve(folder); ; topLevel = dirname(topLevel)) {
    const gitDir = gitDirOf(topLevel);
    if (gitDir !== null) return { topLevel, gitDir, commonDir: commonDirOf(gitDir) };
    if (dirname(topLevel) === topLevel) return null;
  }
}

/** True where the folder itself looks like a bare repository or the inside of `.git`. */
export function looksBare(folder: string): boolean {
  return (
    kindOf(join(folder, "HEAD")) === "file" &&
    kindOf(join(folder, "objects")) === "folder" &&
    kindOf(join(folder, "refs")) === "folder"
  );
}
