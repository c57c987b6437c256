// Which processes work on a worktree: those that stand in it, and git commands that name it or its branch. A git
// whose parent was killed goes on by itself; nothing may be cleared under its hands. Reads /proc; silent elsewhere.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { isInside } from "../../git/inside";

function read(path: string, how: (path: string) => string): string {
  try {
    return how(path);
  } catch {
    return "";
  }
}

function isGitOn(pid: string, words: readonly string[]): boolean {
  const line = read(`/proc/${pid}/cmdline`, (path) => readFileSync(path, "utf8")).split("\0");
  return /(^|\/)git$/.test(line[0] ?? "") && line.some((word) => words.includes(word));
}

/** Ids of processes (not this one) that work in `path`, or are git and have one of `words` in their command line. */
export function busyProcesses(path: string, words: readonly string[] = []): number[] {
  let pids: string[];
  try {
    pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  } catch {
    return [];
  }
  const works = (pid: string) => {
    const folder = read(`/proc/${pid}/cwd`, readlinkSync).replace(/ \(deleted\)$/, "");
    return (folder !== "" && isInside(path, folder)) || (words.length > 0 && isGitOn(pid, words));
  };
  return pids.filter(works).map(Number);
}
