// Keeps a folder of ours out of the user's `git status` through .git/info/exclude, which is no configuration and is
// never committed. Adds one line, changes no other byte, follows no link.
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A pattern that matches exactly this folder, relative to the top level. */
export function excludePattern(folder: string): string {
  return `/${folder.replace(/[\\*?[\]]/g, "\\$&")}/`;
}

/** Whether a folder was kept out of sight before. */
export function isExcluded(commonDir: string, folder: string): boolean {
  const path = join(commonDir, "info", "exclude");
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const pattern = Buffer.from(excludePattern(folder), "utf8").toString("latin1");
  return readFileSync(path, "latin1").split(/\r?\n/).includes(pattern);
}

/** Adds a pattern where it is not there yet. Call it under the repository's lock. */
export function excludeFolder(commonDir: string, folder: string): void {
  const path = join(commonDir, "info", "exclude");
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile()) return;
  const before = stat === undefined ? "" : readFileSync(path, "latin1");
  const pattern = Buffer.from(excludePattern(folder), "utf8").toString("latin1");
  if (before.split(/\r?\n/).includes(pattern)) return;
  mkdirSync(join(commonDir, "info"), { recursive: true });
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, `${before}${gap}${pattern}\n`, { encoding: "latin1", mode: stat?.mode ?? 0o644 });
  renameSync(temporary, path);
}
