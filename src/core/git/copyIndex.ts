// A copy of a git index that hides no edit: git trusts a file's stamp only where it is older than the index itself, and a
// copy made now would look newer than it is.
import { copyFileSync, statSync, utimesSync } from "node:fs";

/**
 * Copies an index with its time. Git looks into a file that is no older than the index, for it may have been written in
 * the same instant with the same size; a younger copy would take such a change for none. A little earlier is safe.
 */
export function copyIndex(from: string, to: string): void {
  const { atimeMs, mtimeMs } = statSync(from);
  copyFileSync(from, to);
  utimesSync(to, atimeMs / 1000, (mtimeMs - clockStepMs) / 1000);
}

/** Kernels stamp files by a clock of up to ten milliseconds' steps. */
const clockStepMs = 20;
