// The driver's end of one agent's stay on a machine: a job in the queue, then a channel with whoever took it. It ends once,
// with a reason, and everything that waits for it is told.
import { randomUUID } from "node:crypto";
import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { type Failure, FailureError, failure } from "../../../protocol/failure";
import type { Channel } from "../workers/channel";
import type { ResourceLimits } from "../workers/resourceLimits";
import { WorkerLink } from "../workers/workerLink";
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

export class Stay {
  readonly link: WorkerLink;
  /** Resolves with the reason in a few words. */
  readonly ended: Promise<string>;
  private finish: (why: string) => void = () => {};
  private over = false;

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
   * @throws NobodyThere, FailureError `aborted`, FailureError `not-allowed` where the machine refuses.
   */
  static async begin(setting: StaySetting): Promise<Stay> {
    const { queue, redis, timing } = setting;
    const stay = randomUUID();
    const { down, up } = streamsOf(stay);
    const channel = new RedisChannel(redis, { read: up, write: down }, { ...timing, silentMs: Infinity });
    try {
      const first = firstWordsOf(channel);
      const once = { jobId: stay, attempts: 1, removeOnComplete: true, removeOnFail: true };
      await queue.add("agent", jobOf(setting, stay), once);
      const words = await taken(first, setting);
      if (words.type === "refused") throw new FailureError(failure("not-allowed", words.why));
      channel.expectBeats(timing.silentMs);
      return new Stay(words.machine, words.heads, channel);
    } catch (thrown) {
      channel.close();
      await queue.remove(stay).catch(() => undefined);
      throw thrown;
    }
  }

  get lives(): boolean {
    return !this.over;
  }

  /** @param cause for whatever waits. */
  end(why: string, cause: Failure = this.lost(why)): void {
    if (this.over) return;
    this.over = true;
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

function firstWordsOf(channel: Channel): Promise<FirstWords> {
  return new Promise((resolve, reject) => {
    channel.onMessage((message) => {
      const words = readFirstWords(message);
      if (words) resolve(words);
    });
    channel.onClose(() =>
      reject(new FailureError(failure("tool-failed", "A machine left before it began."))),
    );
  });
}

const lookMs = 1_000;

/** Waits for a machine as long as there is one, which may be busy. */
async function taken(
  first: Promise<FirstWords>,
  { redis, signal, nobodyMs }: StaySetting,
): Promise<FirstWords> {
  let seenAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let abort = () => {};
  const given = new Promise<never>((_, reject) => {
    abort = () => reject(new FailureError(failure("aborted", "The agent's stay on a machine was stopped.")));
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    const look = async () => {
      if ((await machinesThere(redis)) > 0) seenAt = performance.now();
      else if (performance.now() - seenAt > nobodyMs) reject(new NobodyThere());
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
