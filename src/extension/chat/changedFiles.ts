// How many files a run left changed. Pure.
import type { RunView } from "../../protocol/run";

export function changedFiles({ undone, files }: Pick<RunView, "undone" | "files">): number {
  return undone ? 0 : Object.values(files).filter(({ before, after }) => before !== after).length;
}
