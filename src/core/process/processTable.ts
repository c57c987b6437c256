// Reads the table of running processes: parents, and the tags children were started with. It never changes anything.
// Linux reads /proc, other systems ask `ps`; where neither answers the table is empty.
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";

export interface ProcessEntry {
  pid: number;
  parent: number;
  /** Process group. */
  group: number;
  /** Dead and only waiting to be collected by its parent. */
  zombie: boolean;
  /** When it began, in the kernel's own units; only Linux tells it here. */
  began?: number;
}

/** One for all: there is one such line for every process of the machine, and each is read in one piece. */
const line = Buffer.alloc(2_048);

function readLine(path: string): string {
  const file = openSync(path, "r");
  try {
    return line.toString("latin1", 0, readSync(file, line, 0, line.length, 0));
  } finally {
    closeSync(file);
  }
}

/** Parent, group and state from /proc; the program's name may hold blanks and brackets, so reading starts after it. */
function statOf(pid: number): ProcessEntry | null {
  try {
    const stat = readLine(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, parent, group] = fields;
    const zombie = state === "Z" || state === "X";
    return { pid, parent: Number(parent), group: Number(group), zombie, began: Number(fields[19]) };
  } catch {
    return null;
  }
}

function linuxTable(): ProcessEntry[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((name) => statOf(Number(name))).filter((entry) => entry !== null);
}

function askPs(options: string[]): string {
  try {
    return execFileSync("/bin/ps", options, { encoding: "latin1", maxBuffer: 20_000_000, timeout: 2000 });
  } catch {
    return "";
  }
}

function otherTable(): ProcessEntry[] {
  const lines = askPs(["-A", "-o", "pid=,ppid=,pgid=,stat="]).split("\n");
  return lines.flatMap((line) => {
    const [pid, parent, group, state] = line.trim().split(/\s+/);
    if (!pid || !state) return [];
    return [
      { pid: Number(pid), parent: Number(parent), group: Number(group), zombie: state.startsWith("Z") },
    ];
  });
}

/** All processes that can be seen; empty on Windows. */
export function processTable(platform: NodeJS.Platform = process.platform): ProcessEntry[] {
  if (platform === "win32") return [];
  return platform === "linux" ? linuxTable() : otherTable();
}

/** One process, or null where it is gone or cannot be seen. */
export function processEntry(pid: number): ProcessEntry | null {
  if (process.platform === "linux") return statOf(pid);
  return processTable().find((entry) => entry.pid === pid) ?? null;
}

/**
 * Whether a process was started with `name=value` in its environment. False where its environment may not be read:
 * another user's process, or one that has ended.
 */
export function hasTag(pid: number, name: string, value: string): boolean {
  const wanted = `${name}=${value}`;
  if (process.platform === "win32") return false;
  if (process.platform !== "linux") {
    return askPs(["eww", "-o", "command=", "-p", String(pid)])
      .split(/\s+/)
      .includes(wanted);
  }
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(wanted);
  } catch {
    return false;
  }
}

/** All processes of a table that carry the tag; elsewhere than on Linux one `ps` answers for all of them. */
export function taggedProcesses(name: string, value: string, table: ProcessEntry[]): Set<number> {
  if (process.platform === "linux") {
    return new Set(table.filter((entry) => hasTag(entry.pid, name, value)).map((entry) => entry.pid));
  }
  const lines = table.length === 0 ? [] : askPs(["eww", "-A", "-o", "pid=,command="]).split("\n");
  const tagged = lines
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words.includes(`${name}=${value}`));
  return new Set(tagged.map(([pid]) => Number(pid)));
}

/** The processes below `pid`, at any depth, by parents that still live. */
export function descendantsOf(pid: number, table: ProcessEntry[]): number[] {
  const children = new Map<number, number[]>();
  for (const entry of table) children.set(entry.parent, [...(children.get(entry.parent) ?? []), entry.pid]);
  const found: number[] = [];
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const below = (children.get(next) ?? []).filter((child) => child !== pid && !found.includes(child));
    found.push(...below);
    open.push(...below);
  }
  return found;
}

/** What of a table began with this process or after it: nothing this process started can be older. All where that is not told. */
export function notOlder(table: ProcessEntry[]): ProcessEntry[] {
  const own = table.find(({ pid }) => pid === process.pid)?.began;
  return own === undefined ? table : table.filter(({ began = own }) => began >= own);
}
