// Makes a folder, and what is missing above it. The system's own way goes round for ever on a file system that takes no
// folders and says that what is above them is missing, as /proc does.
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { refuse } from "./worktreePlace";

const whys: Record<string, string> = {
  EACCES: "you may not write there",
  EPERM: "nothing can be made there",
  ENOENT: "nothing can be made there",
  EROFS: "everything can only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is used up",
};

/** @throws FailureError `not-allowed` with cause and cure where it cannot be made. */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let path = folder; !existsSync(path) && path !== dirname(path); path = dirname(path))
    missing.push(path);
  for (const path of missing.reverse()) makeOne(folder, path);
}

function makeOne(folder: string, path: string): void {
  try {
    mkdirSync(path);
  } catch (thrown) {
    const { code = "", message } = thrown as NodeJS.ErrnoException;
    // Somebody else was first.
    if (code === "EEXIST") return;
    const above = dirname(path);
    const why = code in whys ? `in ${above} ${whys[code]}` : message;
    throw refuse(
      `${folder} cannot be made, because ${why}; name another folder for worktrees, as worktreeBasePath or as base_path in config.toml.`,
    );
  }
}
