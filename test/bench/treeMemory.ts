// Memory of a process and all it started, from Linux's /proc: PSS shares a common page among its users, RSS counts it
// for each. Elsewhere there is nothing to read, and the rows say so.
import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface TreePeak {
  /** Largest sum over the tree at one moment, bytes. */
  pss: number;
  rss: number;
  samples: number;
  /** Most processes seen at once. */
  processes: number;
  /** PSS of agents' processes, of all samples: by themselves, and with what they had started. */
  workers: { idle: number[]; busy: number[] };
}

const sampleEveryMs = 20;

/** Whether this system tells. */
export const canMeasureMemory = existsSync("/proc/self/smaps_rollup");

/** Samples the tree below `root` until `stop` is called. */
export function watchTreeMemory(root: number): { stop(): TreePeak } {
  const workers: TreePeak["workers"] = { idle: [], busy: [] };
  const peak: TreePeak = { pss: 0, rss: 0, samples: 0, processes: 0, workers };
  const sample = () => {
    const sum = { pss: 0, rss: 0 };
    const members = treeOf(root);
    const pssOf = new Map<number, number>();
    for (const pid of members) {
      const text = tryRead(`/proc/${pid}/smaps_rollup`);
      pssOf.set(pid, kilobytes(text, "Pss") * 1024);
      sum.pss += pssOf.get(pid) ?? 0;
      sum.rss += kilobytes(text, "Rss") * 1024;
    }
    for (const pid of members.filter(isWorker)) {
      const below = treeOf(pid);
      const pss = below.reduce((all, one) => all + (pssOf.get(one) ?? 0), 0);
      (below.length === 1 ? workers.idle : workers.busy).push(pss);
    }
    peak.pss = Math.max(peak.pss, sum.pss);
    peak.rss = Math.max(peak.rss, sum.rss);
    peak.processes = Math.max(peak.processes, members.length);
    peak.samples += 1;
  };
  const timer = setInterval(sample, sampleEveryMs);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

/** Whether it is the process of an agent of a session. */
function isWorker(pid: number): boolean {
  return tryRead(`/proc/${pid}/cmdline`)
    .split("\0")
    .some((word) => word.endsWith("worker.cjs"));
}

/** The process and its descendants, by the kernel's own lists of children. */
function treeOf(root: number): number[] {
  const found = [root];
  for (const pid of found) {
    for (const thread of tryList(`/proc/${pid}/task`)) {
      const children = tryRead(`/proc/${pid}/task/${thread}/children`).trim();
      if (children !== "") found.push(...children.split(/\s+/).map(Number));
    }
  }
  return found;
}

function kilobytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
}

function tryRead(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function tryList(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
