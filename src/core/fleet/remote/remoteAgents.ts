// The agents of a session whose commands run on other machines: each has a place in the queue, then a machine, and another
// one where that is lost. Files, prompts, models, money and log stay here; a machine gets files and one command at a time.
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { FailureError, failure } from "../../../protocol/failure";
import type { Checkpoints } from "../../git/checkpoints";
import type { Git } from "../../git/git";
import type { SandboxPlan } from "../../process/sandbox/plan";
import type { ResourceLimits } from "../workers/resourceLimits";
import type { WorkerEvent } from "../workers/workerPool";
import { answers, briefly, connectRedis, unreachable } from "./connectRedis";
import { openDriverTree } from "./driverTree";
import { queueName, queuePrefix } from "./jobs";
import { shownAddress } from "./redisAddress";
import { type ChannelTiming, usualTiming } from "./redisChannel";
import { loadRedisLibrary } from "./redisLibrary";
import { RemoteAgent } from "./remoteAgent";
import { Forgotten, LeftEarly, NobodyThere, Stay } from "./stay";

export interface RemoteAgentsOptions {
  /** Address of Redis, with its password; asked when it is needed. Rejects with a FailureError where there is none. */
  url(): Promise<string>;
  /** The user's own folder, `~/.kilo`. */
  home: string;
  product: string;
  run: string;
  /** The project's folder. */
  project: string;
  limits: ResourceLimits;
  /** Shell command that prepares a new tree; null for none. */
  setup: string | null;
  /** What commands run in; none where absent. */
  sandbox?: SandboxPlan | null;
  /** Private folder of the run. */
  scratch: string;
  git(folder: string): Git;
  checkpoints(root: string): Checkpoints;
  onEvent(event: WorkerEvent & { host: string }): void;
  /** No command can be run now: told once each time, with a sentence. */
  onTrouble(message: string): void;
  timing?: ChannelTiming;
  /** How long there may be no machine, milliseconds; a minute where not given. */
  nobodyMs?: number;
}

export interface RemoteAgents {
  /** An agent begins at this folder: it waits for a machine from now on. */
  open(agent: string, root: string): void;
  /** The agent that is open at exactly this root. */
  at(root: string): RemoteAgent | null;
  /** The agent is done or stopped; its machine ends all it started and forgets it. */
  leave(root: string, why: string): Promise<void>;
  close(): Promise<void>;
}

interface Connection {
  url: string;
  redis: Redis;
  queue: Queue;
}

export function createRemoteAgents(options: RemoteAgentsOptions): RemoteAgents {
  return new Agents(options);
}

class Agents implements RemoteAgents {
  private readonly places = new Map<string, RemoteAgent>();
  private connecting: Promise<Connection> | null = null;
  private closed = false;

  constructor(private readonly options: RemoteAgentsOptions) {}

  open(agent: string, root: string): void {
    if (this.closed || this.places.has(root)) return;
    const { options } = this;
    const place = new RemoteAgent(root, options.run, {
      begin: (signal) => this.begin(agent, signal),
      tree: () =>
        openDriverTree({
          git: options.git(root),
          checkpoints: options.checkpoints(root),
          folder: join(options.scratch, "remote"),
        }),
      redis: async () => (await this.connect()).redis,
      tell: (event) => options.onEvent({ ...event, root }),
      lost: () => this.lookAfterLoss(),
      setup: options.setup,
      sandbox: options.sandbox ?? null,
    });
    this.places.set(root, place);
    place.start();
  }

  at(root: string): RemoteAgent | null {
    return this.places.get(root) ?? null;
  }

  async leave(root: string, why: string): Promise<void> {
    const place = this.places.get(root);
    this.places.delete(root);
    await place?.leave(why);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.places.keys()].map((root) => this.leave(root, "the run is closed")));
    const connection = await this.connecting?.catch(() => null);
    if (!connection) return;
    const { queue, redis } = connection;
    const closed = queue.close().catch(() => undefined);
    await briefly(closed.then(() => redis.quit()));
    redis.disconnect();
  }

  private async begin(agent: string, signal: AbortSignal): Promise<Stay> {
    const { options } = this;
    try {
      const { url, redis, queue } = await this.connect();
      const again = queueAgain(url);
      for (;;) {
        const stay = await Stay.begin({
          ...{ redis, queue, agent, signal, project: projectOf(options.project) },
          ...{ product: options.product, run: options.run, limits: options.limits },
          timing: options.timing ?? usualTiming,
          nobodyMs: options.nobodyMs ?? 60_000,
        }).catch(again);
        if (stay) return stay;
      }
    } catch (thrown) {
      throw await this.troubleOf(thrown, signal);
    }
  }

  private connect(): Promise<Connection> {
    this.connecting ??= this.reach();
    this.connecting.catch(() => {
      this.connecting = null;
    });
    return this.connecting;
  }

  private async reach(): Promise<Connection> {
    const library = loadRedisLibrary(this.options.home);
    const url = await this.options.url();
    const redis = await connectRedis(library, url);
    const queue = new library.Queue(queueName, { connection: redis, prefix: queuePrefix });
    queue.on("error", () => undefined);
    return { url, redis, queue };
  }

  /** A machine is gone: is it only that one, or Redis itself? */
  private async lookAfterLoss(): Promise<void> {
    if (this.closed) return;
    const { url, redis } = await this.connect();
    if (!(await answers(redis))) this.trouble(unreachable(url, "no answer").failure.message);
  }

  private async troubleOf(thrown: unknown, signal: AbortSignal): Promise<unknown> {
    if (signal.aborted || this.closed) return thrown;
    if (thrown instanceof FailureError) return this.trouble(thrown.failure.message);
    const { url } = await this.connect();
    if (thrown instanceof NobodyThere) return this.trouble(nobodyWords(url));
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return this.trouble(unreachable(url, why).failure.message);
  }

  private trouble(message: string): FailureError {
    this.options.onTrouble(message);
    return new FailureError(failure("aborted", message));
  }
}

/** So many machines in a row that take an agent and leave are no accident. */
const mostLeft = 5;

/** Who was forgotten, or whose machine left before it began, takes another place in the queue. */
function queueAgain(url: string): (thrown: unknown) => null {
  let left = 0;
  return (thrown) => {
    if (thrown instanceof LeftEarly) left += 1;
    else if (!(thrown instanceof Forgotten)) throw thrown;
    if (left < mostLeft) return null;
    const words = `${mostLeft} times in a row a machine took the agent from Redis at ${shownAddress(url)} and left before it began; look at what kilo-code worker says there.`;
    throw new FailureError(failure("tool-failed", words));
  };
}

function nobodyWords(url: string): string {
  const shown = shownAddress(url);
  return `No machine takes work from Redis at ${shown}; start one with: kilo-code worker --redis ${shown}`;
}

/** The same project on the same machine is the same one to whoever serves it; its name says nothing. */
function projectOf(folder: string): string {
  return createHash("sha256").update(`${hostname()}\0${folder}`).digest("hex");
}
