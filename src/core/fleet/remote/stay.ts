// The driver's end of one agent's stay on a machine: a job in the queue, then a channel with whoever took it. It ends once,
// with a reason, and everything that waits for it is told.
import { randomUUID } from "node:crypto";
import type { Job, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { type Failure, FailureError, failure } from "../../../protocol/failure";
import type { Channel } from "../workers/channel";
import type { ResourceLimits } from "../workers/resourceLimits";
import { WorkerLink } from "../workers/workerLink";
import { briefly } from "./connectRedis";
import { type AgentJob, type FirstWords, readFirstWords, remoteProtocol, streamsOf } from "./jobs";
import { machinesThere } from "./machineList";
import { type ChannelTiming, RedisChannel } from "./redisChannel";

export interface StaySetting {
  queue: Queue;
  redis: Redis;
  timing: ChannelTiming;
  product: string;
  run: string;
  agent: string;
  project: string;
  limits: ResourceLimits;
  signal: AbortSignal;
  /** How long there may be no machine at all, milliseconds. */
  nobodyMs: number;
}

/** There is no machine that could take the agent. */
export class NobodyThere extends Error {}

/** Redis was emptied, or began anew, while the agent waited: nobody would ever take it. */
export class Forgotten extends Error {}

/** The machine that took the agent is gone, and said nothing: another one may take it. */
export class LeftEarly extends Error {}

export class Stay {
  readonly link: WorkerLink;
  /** Resolves with the reason in a few words. */
  readonly ended: Promise<string>;
  private finish: (why: string) => void = () => {};
  private over: Failure | null = null;

  private constructor(
    readonly machine: string,
    /** Commits it has. */
    readonly known: string[],
    channel: Channel,
  ) {
    this.ended = new Promise((resolve) => {
      this.finish = resolve;
    });
    this.link = new WorkerLink(channel, {
      ready: () => {},
      busy: () => {},
      closed: () => this.end("it is gone or cannot be reached"),
      broken: (why) => this.end(why),
    });
  }

  /**
   * Waits in the queue until a machine takes the agent.
   * @throws NobodyThere, Forgotten, LeftEarly, FailureError `aborted`, FailureError `not-allowed` where the machine refuses.
   */
  static async begin(setting: StaySetting): Promise<Stay> {
    const { queue, redis, timing } = setting;
    const stay = randomUUID();
    const { down, up } = streamsOf(stay);
    const channel = new RedisChannel(redis, { read: up, write: down }, { ...timing, comesLater: true });
    const once = { jobId: stay, attempts: 1, removeOnComplete: true, removeOnFail: true };
    const added = queue.add("agent", jobOf(setting, stay), once);
    try {
      const words = await taken(firstWordsOf(channel, added), added, setting);
      if (words.type === "refused") throw new FailureError(failure("not-allowed", words.why));
      return new Stay(words.machine, words.heads, channel);
    } catch (thrown) {
      channel.close();
      await briefly(added.then(() => queue.remove(stay)));
      throw thrown;
    }
  }

  get lives(): boolean {
    return this.over === null;
  }

  /** The work, or the reason of the stay's end where that comes first: a server that froze answers nothing. */
  during<T>(work: Promise<T>): Promise<T> {
    const lost = this.ended.then((why) => {
      throw new FailureError(this.over ?? this.lost(why));
    });
    return Promise.race([work, lost]);
  }

  /** @param cause for whatever waits. */
  end(why: string, cause: Failure = this.lost(why)): void {
    if (this.over) return;
    this.over = cause;
    this.link.end(cause);
    this.link.fail();
    this.finish(why);
  }

  private lost(why: string): Failure {
    const message = `The machine ${this.machine} was lost in the middle of this (${why}); what the command did to files there is lost too. Repeat it where that does no harm: the next call goes to another machine.`;
    return failure("tool-failed", message);
  }
}

function jobOf({ product, run, agent, project, limits }: StaySetting, stay: string): AgentJob {
  return { protocol: remoteProtocol, product, stay, run, agent, project, limits };
}

function firstWordsOf(channel: Channel, added: Promise<Job>): Promise<FirstWords> {
  return new Promise((resolve, reject) => {
    channel.onMessage((message) => {
      const words = readFirstWords(message);
      if (words) resolve(words);
    });
    // Where nothing could be written at all, Redis says why.
    channel.onClose(() => added.then(() => reject(new LeftEarly()), reject));
  });
}

const lookMs = 1_000;

/** Waits for a machine as long as there is one, which may be busy. @param added the agent's place in the queue. */
async function taken(
  first: Promise<FirstWords>,
  added: Promise<Job>,
  { redis, queue, signal, nobodyMs }: StaySetting,
): Promise<FirstWords> {
  let heardAt = performance.now();
  let seenAt = heardAt;
  let place: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let abort = () => {};
  const given = new Promise<never>((_, reject) => {
    abort = () => reject(new FailureError(failure("aborted", "The agent's stay on a machine was stopped.")));
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    added.then(({ id }) => {
      place = id;
    }, reject);
    const look = async () => {
      // A server that froze ends no connection.
      if (performance.now() - heardAt > nobodyMs) throw new Error("no answer");
      const machines = await machinesThere(redis);
      const isKept = place === undefined || (await queue.getJob(place)) !== undefined;
      heardAt = performance.now();
      if (!isKept) throw new Forgotten();
      if (machines > 0) seenAt = heardAt;
      else if (heardAt - seenAt > nobodyMs) throw new NobodyThere();
    };
    timer = setInterval(() => void look().catch(reject), lookMs);
  });
  try {
    return await Promise.race([first, given]);
  } finally {
    clearInterval(timer);
    signal.removeEventListener("abort", abort);
  }
}
