// Opens the engine over the runs of a folder, with this process as its host.
import { basename, join } from "node:path";
import { kiloHome } from "../core/config/kiloHome";
import { createEngine, type Engine } from "../core/engine";
import { runFolderFor } from "../core/log/runFolder";
import type { StoreFolder } from "../core/log/store";
import { createStoreFolder } from "../core/log/storeFolder";
import type { Ports } from "../core/ports";
import type { Host } from "./host";
import { createNodePorts } from "./nodePorts";
import { version } from "./version";

export interface EngineHandle {
  engine: Engine;
  runs: StoreFolder;
}

export interface EngineWishes {
  /** Whether somebody can answer approvals here. */
  interactive: boolean;
  secret: Ports["secret"];
  live: Ports["live"];
  /** Ended runs beyond this many bytes are removed. */
  retainBytes: number;
}

const nothing: EngineWishes = {
  interactive: false,
  secret: async () => undefined,
  live: () => {},
  retainBytes: Number.POSITIVE_INFINITY,
};

/** @param wishes absent for verbs that only look. */
export function openEngine(host: Host, wishes: EngineWishes = nothing): EngineHandle {
  const { environment } = host;
  const home = kiloHome(environment.variables);
  // The name tells the folder apart; KILO_HOME tells where all of them are.
  const name = basename(runFolderFor(home, environment.folder));
  const runs = createStoreFolder(join(home, "runs", name));
  const engine = createEngine({
    ports: createNodePorts(wishes.secret, wishes.live),
    runs,
    scratch: join(home, "scratch", name),
    environment: environment.variables,
    interactive: wishes.interactive,
    retainBytes: wishes.retainBytes,
    product: `kilo-code ${version}`,
  });
  return { engine, runs };
}
