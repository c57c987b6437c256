// Holds a worker's processes to the memory and processor time a session allows, by the strongest means this system has,
// and says in words what that is. It never claims a limit nothing enforces.
import { type ControlGroup, makeControlGroup } from "./controlGroup";
import { canTellMemory } from "./memoryUse";
import type { Processors } from "./processorShare";

export interface ResourceLimits {
  /** Bytes of all its processes together; null: no limit. */
  memoryBytes: number | null;
  /** Cores; null: no limit. */
  cpus: number | null;
}

export interface HeldLimits {
  /** For a person, a sentence each. */
  words: string[];
  /** The limit this process has to watch itself, bytes; null where there is none or the kernel holds it. */
  watchBytes: number | null;
  /** Whether the kernel ended the processes for their memory. */
  ranOut(): boolean;
  release(): void;
}

/** @param tag names the worker's group. */
export async function holdLimits(
  pid: number,
  tag: string,
  limits: ResourceLimits,
  processors: Processors,
): Promise<HeldLimits> {
  const group = enterGroup(pid, `kilo-${tag}`, limits);
  const words: string[] = [];
  if (limits.memoryBytes !== null) words.push(memoryWords(limits.memoryBytes, group));
  const isShared = limits.cpus !== null && !group?.cpus;
  const share = isShared ? await processors.bind(pid, limits.cpus ?? 1) : null;
  if (share) words.push(share.words);
  else if (limits.cpus !== null)
    words.push(`processor: ${limits.cpus} cores at most, held by the system (control group)`);
  return {
    words,
    watchBytes: group?.memory || !canTellMemory() ? null : limits.memoryBytes,
    ranOut: () => group?.ranOut() ?? false,
    release() {
      share?.release();
      group?.remove();
    },
  };
}

function enterGroup(pid: number, name: string, limits: ResourceLimits): ControlGroup | null {
  const group = makeControlGroup(name, limits);
  try {
    group?.add(pid);
    return group;
  } catch {
    group?.remove();
    return null;
  }
}

function memoryWords(bytes: number, group: ControlGroup | null): string {
  const most = memoryText(bytes);
  if (group?.memory)
    return `memory: ${most} at most for all its processes, held by the system (control group)`;
  if (!canTellMemory()) return `memory: this system cannot hold a limit of ${most}; it is not enforced`;
  return `memory: all its processes are ended when they use more than ${most} together; looked at several times a second while it works`;
}

const mebibyte = 1024 ** 2;

/** A limit as people write it, where each unit is 1,024 of the one below; what was given in bytes in plain megabytes. */
export function memoryText(limit: number): string {
  const tenths = (limit / 1024 ** 3) * 10;
  const isTold = limit > 0 && Math.abs(tenths - Math.round(tenths)) < 1e-6;
  if (limit % mebibyte === 0 && !(isTold && tenths >= 10)) return `${limit / mebibyte} MB`;
  return isTold ? `${Math.round(tenths) / 10} GB` : `${Math.round(limit / 1_000_000)} MB`;
}

/** What is used, in megabytes of the kind the limit is told in. */
export function usedText(bytes: number, limit: number | null): string {
  const isPlain = limit !== null && memoryText(limit) === `${Math.round(limit / 1_000_000)} MB`;
  return `${Math.round(bytes / (isPlain ? 1_000_000 : mebibyte))} MB`;
}
