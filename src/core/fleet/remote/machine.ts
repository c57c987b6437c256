// A machine that takes agents of sessions on others: jobs from the queue, so many at once, each served until its driver is
// done. What an earlier process of it left behind when it was killed is removed first.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Job } from "bullmq";
import type { Redis } from "ioredis";
import type { Environment } from "../../process/childEnvironment";
import type { LockPorts } from "../worktrees/folderLock";
import { createLeases } from "../worktrees/leases";
import { briefly, connectRedis, unreachable } from "./connectRedis";
import {
  type AgentJob,
  type FirstWords,
  jobShape,
  queueName,
  queuePrefix,
  remoteProtocol,
  streamsOf,
} from "./jobs";
import { sayGone, sayThere } from "./machineList";
import { sweepStores } from "./machineTree";
import { type ChannelTiming, RedisChannel, usualTiming } from "./redisChannel";
import { loadRedisLibrary } from "./redisLibrary";
import { type MachinePlace, serveStay } from "./serveStay";

export type MachineEvent =
  | { type: "taken"; agent: string; run: string }
  | { type: "ended"; agent: string; run: string; why: string }
  | { type: "refused"; why: string };

export interface MachineOptions {
  /** Address of Redis, with its password. */
  url: string;
  /** The user's own folder, `~/.kilo`. */
  home: string;
  /** For a person. */
  name: string;
  /** Agents at once. */
  concurrency: number;
  /** `worker.cjs`. */
  entry: string;
  environment: Environment;
  ports: LockPorts;
  product: string;
  onEvent(event: MachineEvent): void;
  timing?: ChannelTiming;
}

export interface Machine {
  /** Ends every stay with all it started. */
  close(): Promise<void>;
}

/** Longest wait for the last words to Redis, milliseconds. */
const leaveMs = 3_000;
const thereEveryMs = 5_000;
const thereForSeconds = 15;
/** A store nobody used for so long is removed. */
const keptStoreMs = 14 * 24 * 3_600_000;

/** @throws FailureError where the packages are missing or Redis cannot be reached. */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const library = loadRedisLibrary(options.home);
  const redis = await connectRedis(library, options.url);
  const place = await makePlace(options, redis);
  const ending = new AbortController();
  const own = redis.duplicate({ maxRetriesPerRequest: null, lazyConnect: false });
  own.on("error", () => undefined);
  const stays = new Set<Promise<null>>();
  const take = (job: Job<AgentJob>) => {
    const stay = takeJob(job.data, place, options, ending.signal);
    stays.add(stay);
    return stay.finally(() => stays.delete(stay));
  };
  const worker = new library.Worker<AgentJob>(queueName, take, {
    connection: own,
    prefix: queuePrefix,
    concurrency: options.concurrency,
    // Nobody takes over what a lost machine was at: its driver knows, and asks anew.
    maxStalledCount: 0,
  });
  // A connection that is lost is looked for again; the stays end by themselves.
  worker.on("error", () => undefined);
  try {
    await worker.waitUntilReady();
    await sayThere(redis, place.name, thereForSeconds);
  } catch (thrown) {
    await briefly(worker.close(true));
    for (const each of [own, redis]) each.disconnect();
    throw unreachable(options.url, thrown instanceof Error ? thrown.message : String(thrown));
  }
  const saying = () => void sayThere(redis, place.name, thereForSeconds).catch(() => undefined);
  const timer = setInterval(saying, thereEveryMs);
  return {
    async close() {
      clearInterval(timer);
      ending.abort();
      await Promise.allSettled(stays);
      // A server that is gone is not waited for.
      const told = sayGone(redis, place.name).catch(() => undefined);
      await Promise.race([Promise.allSettled([told, worker.close()]), wait(leaveMs, null, { ref: false })]);
      own.disconnect();
      redis.disconnect();
      rmSync(place.trees, { recursive: true, force: true });
    },
  };
}

async function makePlace(options: MachineOptions, redis: Redis): Promise<MachinePlace> {
  const { name, entry, environment, ports, timing = usualTiming } = options;
  const folder = join(options.home, "worker");
  const [machines, stores, leases] = ["machines", "stores", "leases"].map((one) => join(folder, one)) as [
    string,
    string,
    string,
  ];
  for (const each of [machines, stores]) mkdirSync(each, { recursive: true, mode: 0o700 });
  sweepMachines(machines);
  sweepStores(stores, ports.now(), keptStoreMs);
  const none = { folder: leases, temporaryFolder: tmpdir(), commonDir: join(folder, "none"), ports };
  if (existsSync(leases)) await createLeases(none).reconcile(new Set());
  const own = `${process.pid}-${randomBytes(3).toString("hex")}`;
  mkdirSync(join(machines, own), { mode: 0o700 });
  const trees = realpathSync(join(machines, own));
  return {
    redis,
    name: `${name} (${own})`,
    trees,
    stores: realpathSync(stores),
    leases,
    entry,
    environment,
    ports,
    timing,
  };
}

/** Folders of processes that are gone. */
function sweepMachines(machines: string): void {
  for (const name of readdirSync(machines))
    if (!isAlive(Number.parseInt(name, 10))) rmSync(join(machines, name), { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function takeJob(
  data: unknown,
  place: MachinePlace,
  { product, onEvent }: MachineOptions,
  signal: AbortSignal,
): Promise<null> {
  const stay = (data as { stay?: unknown } | null)?.stay;
  const read = jobShape.safeParse(data);
  const known = read.success && read.data.protocol === remoteProtocol ? read.data : null;
  if (known) {
    const { agent, run } = known;
    onEvent({ type: "taken", agent, run });
    const why = await serveStay(known, place, signal);
    onEvent({ type: "ended", agent, run, why });
    return null;
  }
  const theirs = (data as { product?: unknown } | null)?.product;
  const driver = typeof theirs === "string" ? theirs.slice(0, 100) : "of an unknown version";
  const why = `The worker ${place.name} (${product}) does not understand this driver (${driver}); install the same version of Kilo Orchestrator on both machines.`;
  onEvent({ type: "refused", why });
  if (typeof stay === "string" && /^[0-9a-f-]{36}$/.test(stay)) await refuse(stay, why, place);
  return null;
}

async function refuse(stay: string, why: string, { redis, timing }: MachinePlace): Promise<void> {
  const { down, up } = streamsOf(stay);
  const channel = new RedisChannel(redis, { read: down, write: up }, timing);
  const closed = new Promise<void>((resolve) => channel.onClose(resolve));
  channel.send({ type: "refused", why } satisfies FirstWords);
  await closed;
}
