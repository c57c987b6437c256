// Which cores a worker's processes may use, for systems where no control group holds their share: bound to as many cores
// as it may have, taken from those that are used least; where no program can bind them, only their priority is lowered.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, constants, setPriority } from "node:os";
import { promisify } from "node:util";
import type { Environment } from "../../process/childEnvironment";
import { findOnPath } from "../../process/findOnPath";

export interface ProcessorShare {
  /** For a person: what is held, and how. */
  words: string;
  /** Gives the cores back. */
  release(): void;
}

/** The cores of this process, such as `0-3,8`, as Linux tells them; null elsewhere. */
export function allowedCores(status = "/proc/self/status"): number[] | null {
  try {
    const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync(status, "latin1"))?.[1];
    if (list === undefined) return null;
    const cores = list.split(",").flatMap((range) => {
      const [first = Number.NaN, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
    return cores.length > 0 && cores.every(Number.isInteger) ? cores : null;
  } catch {
    return null;
  }
}

/** Shares cores out among the workers of one pool. */
export class Processors {
  private readonly users = new Map<number, number>();

  constructor(private readonly environment: Environment) {}

  /** @param cpus cores the worker may use; a part of one counts as one. */
  async bind(pid: number, cpus: number): Promise<ProcessorShare> {
    const none = () => {};
    const cores = allowedCores();
    const there = cores?.length ?? availableParallelism();
    if (cpus >= there)
      return {
        words: `processor: not limited, for this machine has ${there} cores and ${cpus} are allowed`,
        release: none,
      };
    const program = cores && findOnPath(this.environment, "taskset");
    if (cores && program) {
      const taken = this.take(cores, Math.ceil(cpus));
      const release = () => this.give(taken);
      try {
        await promisify(execFile)(program, ["-a", "-c", "-p", taken.join(","), String(pid)], { env: {} });
        return {
          words: `processor: bound to ${taken.length} of ${there} cores (${taken.join(", ")})`,
          release,
        };
      } catch {
        release();
      }
    }
    return { words: lowerPriority(pid, cpus), release: none };
  }

  private take(cores: readonly number[], count: number): number[] {
    const use = (core: number) => this.users.get(core) ?? 0;
    const taken = [...cores].sort((left, right) => use(left) - use(right)).slice(0, count);
    for (const core of taken) this.users.set(core, use(core) + 1);
    return taken.sort((left, right) => left - right);
  }

  private give(cores: readonly number[]): void {
    for (const core of cores) this.users.set(core, (this.users.get(core) ?? 1) - 1);
  }
}

function lowerPriority(pid: number, cpus: number): string {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
    return `processor: this system cannot hold a limit of ${cpus}, so its processes run at a lower priority`;
  } catch {
    return `processor: this system cannot hold a limit of ${cpus}; it is not enforced`;
  }
}
