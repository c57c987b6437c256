// Tells whether a process comes from one that a run started: by its chain of parents and the tag each was born with.
// Used to refuse approvals that a child of the run gives itself. It never ends a process.
import { hasTag, processEntry } from "./processTable";

/**
 * Whether `pid` or one of its living ancestors was started by the run with this tag (design §4).
 * A process that left its parents and cleaned its environment is not known any more; on Windows none is known,
 * so a caller there needs a second sign (a terminal, a token).
 */
export function descendsFrom(pid: number, tag: string): boolean {
  const visited = new Set<number>();
  for (let next = pid; next > 1 && !visited.has(next); ) {
    if (hasTag(next, "KILO_RUN", tag)) return true;
    visited.add(next);
    next = processEntry(next)?.parent ?? 0;
  }
  return false;
}
