// How much memory a worker's processes use together, for systems where the kernel does not hold the limit itself.
// It counts descendants and whatever left them but carries the worker's tag; it ends nothing.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { descendantsOf, hasTag, type ProcessEntry, processTable } from "../../process/processTable";

const pageBytes = 4096;

export interface WatchedTree {
  pid: number;
  /** Value of `KILO_WORKER`. */
  tag: string;
}

/** Whether `memoryOver` can tell anything on this system. */
export function canTellMemory(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/** Looks at many trees with one reading of the process table. Processes known to be strangers are not asked again. */
export class MemoryUse {
  private strangers = new Set<number>();
  private looks = 0;

  /** For each tree its bytes where they are over the limit, else null. */
  over(trees: readonly WatchedTree[], limit: number): (number | null)[] {
    const table = processTable().filter(({ zombie }) => !zombie);
    // A number of a process that ended is given out again after a while.
    if (this.looks++ % 20 === 0) this.strangers.clear();
    const owners = this.ownersOf(trees, table);
    return trees.map(({ pid }) => {
      const members = table.filter((entry) => owners.get(entry.pid) === pid).map((entry) => entry.pid);
      const rough = residentBytes(members);
      if (rough <= limit) return null;
      // Pages that are shared count in each of them; the exact figure costs more and is asked for only now.
      const exact = proportionalBytes(members) ?? rough;
      return exact > limit ? exact : null;
    });
  }

  /** The tree each process belongs to, by the pid of its worker. */
  private ownersOf(trees: readonly WatchedTree[], table: ProcessEntry[]): Map<number, number> {
    const owners = new Map<number, number>();
    for (const { pid } of trees)
      for (const each of [pid, ...descendantsOf(pid, table)]) owners.set(each, pid);
    if (process.platform !== "linux") return owners;
    for (const entry of table) {
      if (owners.has(entry.pid) || this.strangers.has(entry.pid)) continue;
      const owner = trees.find(({ tag }) => hasTag(entry.pid, "KILO_WORKER", tag));
      if (owner) owners.set(entry.pid, owner.pid);
      else this.strangers.add(entry.pid);
    }
    return owners;
  }
}

function residentBytes(pids: readonly number[]): number {
  if (process.platform !== "linux") return residentByPs(pids);
  let sum = 0;
  for (const pid of pids) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * pageBytes;
    } catch {
      // It has ended.
    }
  }
  return sum;
}

function residentByPs(pids: readonly number[]): number {
  try {
    const kilobytes = execFileSync("/bin/ps", ["-o", "rss=", "-p", pids.join(",")], {
      encoding: "latin1",
      timeout: 2000,
    });
    return kilobytes.split(/\s+/).reduce((sum, each) => sum + Number(each) * 1024, 0);
  } catch {
    return 0;
  }
}

/** Each shared page counted in parts; null where this system does not tell for one of them. */
function proportionalBytes(pids: readonly number[]): number | null {
  let sum = 0;
  for (const pid of pids) {
    try {
      const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"))?.[1];
      if (kilobytes === undefined) return null;
      sum += Number(kilobytes) * 1024;
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ESRCH") return null;
    }
  }
  return sum;
}
