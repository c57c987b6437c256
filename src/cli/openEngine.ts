// Opens the engine over the runs of the folder this program works in.
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
  return openEngineAt(host.environment, { ...wishes, product: `kilo-code ${version}` });
}
