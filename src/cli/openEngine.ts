// Opens the engine over the runs of the folder this program works in.
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { type EngineHandle, type EngineWishes, openEngineAt } from "../core/host/openEngineAt";
import type { Host } from "./host";
import { version } from "./version";

export type { EngineHandle };

const nothing: Omit<EngineWishes, "product"> = {
  interactive: false,
  secret: async () => undefined,
  live: () => {},
  retainBytes: Number.POSITIVE_INFINITY,
};

/** @param wishes absent for verbs that only look. */
export function openEngine(host: Host, wishes: Omit<EngineWishes, "product"> = nothing): EngineHandle {
  return openEngineAt(host.environment, { ...wishes, ...workerOf(), product: `kilo-code ${version}` });
}

/** Beside the program, as it is built; a host that is not built has none. */
export function workerOf(): { workerEntry?: string } {
  const entry = join(dirname(realpathSync(process.argv[1] ?? ".")), "worker.cjs");
  return existsSync(entry) ? { workerEntry: entry } : {};
}
