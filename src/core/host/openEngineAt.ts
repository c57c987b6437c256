// Opens the engine over the runs of a folder, for a host that is a Node process: a terminal's or an editor's.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kiloHome } from "../config/kiloHome";
import { createEngine, type Engine } from "../engine";
import type { StoreFolder } from "../log/store";
import { createStoreFolder } from "../log/storeFolder";
import type { Ports } from "../ports";
import { createNodePorts } from "./nodePorts";
import { runsPathOf } from "./runsPath";

export interface EngineHandle {
  engine: Engine;
  runs: StoreFolder;
}

/** Where a host stands: told by it, never read from the process here. */
export interface HostPlace {
  variables: Readonly<Record<string, string | undefined>>;
  /** Real path of the folder that is worked in. */
  folder: string;
}

export interface EngineWishes {
  /** Whether somebody can answer approvals here, as in {@link Engine}'s options. */
  interactive: boolean | "beforehand";
  secret: Ports["secret"];
  live: Ports["live"];
  /** Models the host itself can reach. */
  languageModels?: Ports["languageModels"];
  /** `beside` for a host whose event loop others share: facts are synced on another thread, and effects wait for that. */
  syncing?: "at-once" | "beside";
  /** Program of an agent's process, `worker.cjs` beside the host's own; without it agents' tools run in the driver. */
  workerEntry?: string;
  /** Ended runs beyond this many bytes are removed. */
  retainBytes: number;
  /** Name and version of the host's program. */
  product: string;
}

export function openEngineAt({ variables, folder }: HostPlace, wishes: EngineWishes): EngineHandle {
  const { name, path } = runsPathOf({ variables, folder });
  const runs = createStoreFolder(path, { syncing: wishes.syncing ?? "at-once" });
  const engine = createEngine({
    ports: createNodePorts(wishes.secret, wishes.live, wishes.languageModels),
    runs,
    scratch: join(kiloHome(variables), "scratch", name),
    environment: variables,
    interactive: wishes.interactive,
    fleet: {
      ...(wishes.workerEntry === undefined ? {} : { workerEntry: wishes.workerEntry }),
      leases: { folder: join(kiloHome(variables), "leases"), temporaryFolder: tmpdir() },
      home: kiloHome(variables),
    },
    retainBytes: wishes.retainBytes,
    product: wishes.product,
  });
  return { engine, runs };
}
