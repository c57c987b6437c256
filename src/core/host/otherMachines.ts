// Work on other machines, for hosts: what a session is sealed with where the user's configuration sends commands away, and
// the worker that takes such commands here.
import { hostname } from "node:os";
import { failure, type Result, toFailure } from "../../protocol/failure";
import type { SessionSettings } from "../../protocol/session";
import type { EffectiveConfig } from "../config/effective";
import { kiloHome } from "../config/kiloHome";
import { type Machine, type MachineEvent, startMachine } from "../fleet/remote/machine";
import { readRedisAddress, redisAddressOf, redisKey, shownAddress } from "../fleet/remote/redisAddress";
import { loadRedisLibrary } from "../fleet/remote/redisLibrary";
import { createNodePorts } from "./nodePorts";
import type { HostPlace } from "./openEngineAt";

/**
 * What the user's own configuration adds to a session's settings; nothing where commands run here.
 * @returns `not-found` where the packages for it are not installed, `key-missing` where no address is known.
 */
export async function otherMachines(
  { variables }: Pick<HostPlace, "variables">,
  { workers }: Pick<EffectiveConfig, "workers">,
  secret: (name: string) => Promise<string | undefined>,
): Promise<Result<Pick<SessionSettings, "executor">>> {
  if (workers.executor === "local") return { ok: true, value: {} };
  const executor = { kind: workers.executor, redis: workers.redis };
  try {
    await redisAddressOf({ executor }, secret);
    loadRedisLibrary(kiloHome(variables));
    return { ok: true, value: { executor } };
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown, "not-found") };
  }
}

const noAddress = `There is no address of Redis; give --redis redis://host:6379, or set ${redisKey} where it has a password.`;

export interface WorkerWishes {
  /** Address of Redis; that of the key `KILO_REDIS_URL` where null. */
  redis: string | null;
  /** Agents at once. */
  concurrency: number;
  /** For a person; this machine's own name where null. */
  name: string | null;
  /** Program of an agent's process. */
  entry: string;
  product: string;
  onEvent(event: MachineEvent): void;
}

/** A worker that serves agents of sessions on other machines, and the address it listens at as it may be shown. */
export interface StartedWorker extends Machine {
  shown: string;
}

/** @returns why it cannot: packages, address or server missing. */
export async function startWorker(
  { variables }: Pick<HostPlace, "variables">,
  secret: (name: string) => Promise<string | undefined>,
  { redis, concurrency, name, entry, product, onEvent }: WorkerWishes,
): Promise<Result<StartedWorker>> {
  try {
    const url = redis ?? (await secret(redisKey));
    if (!url) return { ok: false, failure: failure("key-missing", noAddress) };
    const read = readRedisAddress(url);
    if (!read.ok) return read;
    const ports = createNodePorts(secret, () => undefined);
    const machine = await startMachine({
      ...{ url, concurrency, entry, product, onEvent, ports },
      home: kiloHome(variables),
      name: name ?? hostname(),
      environment: variables,
    });
    return { ok: true, value: { ...machine, shown: shownAddress(url) } };
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown, "tool-failed") };
  }
}
