// A control group of Linux (version 2) around a worker: the kernel itself holds memory and processor time of all its
// processes. Used only where this process may make one; usually a login session or a container does not allow it.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ResourceLimits } from "./resourceLimits";

export interface ControlGroup {
  /** What it holds; where neither, there is no group. */
  memory: boolean;
  cpus: boolean;
  add(pid: number): void;
  /** Whether the kernel ended its processes for their memory. */
  ranOut(): boolean;
  /** Ends what is still in it, then removes it. */
  remove(): void;
}

export interface ControlGroupPlaces {
  /** Where the groups are mounted. */
  mount: string;
  /** File that names this process's own group. */
  own: string;
}

const usualPlaces: ControlGroupPlaces = { mount: "/sys/fs/cgroup", own: "/proc/self/cgroup" };
const periodMicros = 100_000;

/** Makes a group for one worker, or answers null where that is not possible. @param name unique. */
export function makeControlGroup(
  name: string,
  limits: ResourceLimits,
  places: ControlGroupPlaces = usualPlaces,
): ControlGroup | null {
  if (limits.memoryBytes === null && limits.cpus === null) return null;
  for (const parent of parents(places)) {
    const group = makeBelow(parent, name, limits);
    if (group) return group;
  }
  return null;
}

/** Own group, then the one above: a group that holds processes cannot share out to groups below it. */
function parents({ mount, own }: ControlGroupPlaces): string[] {
  try {
    if (!existsSync(join(mount, "cgroup.controllers"))) return [];
    const path = /^0::(\/.*)$/m.exec(readFileSync(own, "utf8"))?.[1];
    if (path === undefined || path.includes("..")) return [];
    const group = join(mount, path);
    return path === "/" ? [group] : [group, dirname(group)];
  } catch {
    return [];
  }
}

function makeBelow(parent: string, name: string, limits: ResourceLimits): ControlGroup | null {
  const folder = join(parent, name);
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  try {
    const shared = readFileSync(join(parent, "cgroup.subtree_control"), "utf8").trim().split(/\s+/);
    const memory = limits.memoryBytes !== null && shared.includes("memory");
    const cpus = limits.cpus !== null && shared.includes("cpu");
    if (!memory && !cpus) return null;
    mkdirSync(folder);
    if (memory) {
      write("memory.max", String(limits.memoryBytes));
      write("memory.oom.group", "1");
      attempt(() => write("memory.swap.max", "0"));
    }
    if (cpus)
      write("cpu.max", `${Math.max(1000, Math.round((limits.cpus ?? 1) * periodMicros))} ${periodMicros}`);
    return {
      memory,
      cpus,
      add: (pid) => write("cgroup.procs", String(pid)),
      ranOut: () => ranOut(folder),
      remove: () => removeGroup(folder),
    };
  } catch {
    attempt(() => rmdirSync(folder));
    return null;
  }
}

function ranOut(folder: string): boolean {
  try {
    return /^oom_(?:group_)?kill [1-9]/m.test(readFileSync(join(folder, "memory.events"), "utf8"));
  } catch {
    return false;
  }
}

function removeGroup(folder: string): void {
  attempt(() => writeFileSync(join(folder, "cgroup.kill"), "1"));
  attempt(() => rmdirSync(folder));
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // An older kernel does not have it, or the group is gone or not empty yet; nothing depends on it.
  }
}
