// The way between a driver and a machine over two streams of Redis. Every message comes once and in order, or the channel
// ends: a gap, a message that cannot be sent and a silence all end it. What was read is taken out of Redis.
import type { Redis } from "ioredis";
import type { Channel } from "../workers/channel";
import { waitingConnection } from "./connectRedis";
import { decodeMessage, encodeMessage } from "./encodeMessage";

export interface ChannelTiming {
  /** Between two signs of life, milliseconds. */
  beatMs: number;
  /** Without a sign of life for so long, the other end counts as gone. */
  silentMs: number;
  /** The other end may come as late as it likes; only then a silence counts. */
  comesLater?: true;
}

export const usualTiming: ChannelTiming = { beatMs: 2_000, silentMs: 15_000 };

/** What is left in Redis by two ends that both died goes by itself. */
const keptSeconds = 3_600;
/** Whoever does not read for so long has lost the channel. */
const mostUnread = 10_000;
const readAtOnce = 100;
const blockMs = 1_000;

export interface ChannelKeys {
  read: string;
  write: string;
}

export class RedisChannel implements Channel {
  private readonly waiting: Redis;
  private readonly pulse: NodeJS.Timeout;
  private readonly listeners: ((message: unknown) => void)[] = [];
  private readonly closers: (() => void)[] = [];
  private heardAt: number;
  private sent = 0;
  private received = 0;
  private closed = false;

  constructor(
    private readonly redis: Redis,
    private readonly keys: ChannelKeys,
    private readonly timing: ChannelTiming,
  ) {
    this.heardAt = timing.comesLater ? Number.POSITIVE_INFINITY : performance.now();
    this.waiting = waitingConnection(redis);
    this.pulse = setInterval(() => this.beat(), timing.beatMs);
    this.beat();
    void this.listen();
  }

  send(message: unknown): void {
    if (!this.closed) this.write("message", encodeMessage(message));
  }

  onMessage(listener: (message: unknown) => void): void {
    this.listeners.push(listener);
  }

  onClose(listener: () => void): void {
    if (this.closed) queueMicrotask(listener);
    else this.closers.push(listener);
  }

  close(): void {
    if (this.closed) return;
    this.write("end", "");
    this.finish();
  }

  private write(kind: "message" | "beat" | "end", text: string): void {
    if (kind === "message") this.sent += 1;
    const { write } = this.keys;
    const order = this.redis.pipeline();
    order.xadd(
      write,
      "MAXLEN",
      "~",
      mostUnread,
      "*",
      "kind",
      kind,
      "number",
      String(this.sent),
      "text",
      text,
    );
    order.expire(write, keptSeconds);
    // A message that may be lost must not be waited for.
    order.exec().then(
      (answers) => {
        if (answers?.some(([error]) => error)) this.finish();
      },
      () => this.finish(),
    );
  }

  private beat(): void {
    if (performance.now() - this.heardAt > this.timing.silentMs) this.finish();
    else if (this.redis.status === "ready") this.write("beat", "");
  }

  private async listen(): Promise<void> {
    const { read } = this.keys;
    let last = "0";
    try {
      while (!this.closed) {
        const answer = await this.waiting.xread(
          ...(["COUNT", readAtOnce, "BLOCK", blockMs, "STREAMS", read, last] as const),
        );
        for (const [id, fields] of answer?.[0]?.[1] ?? []) {
          last = id;
          this.take(fields);
        }
        if (answer && !this.closed) await this.waiting.xtrim(read, "MINID", last);
      }
    } catch {
      this.finish();
    }
  }

  /** @param fields `kind`, its value, `number`, its value, `text`, its value. */
  private take([, kind, , number, , text = ""]: string[]): void {
    if (this.closed) return;
    this.heardAt = performance.now();
    if (kind === "end") {
      this.finish();
      // Nobody reads what was sent meanwhile: a sign of life would stay there for an hour.
      void this.redis.del(this.keys.write).catch(() => undefined);
      return;
    }
    // A connection that was lost may have sent its last words twice.
    const isNew = kind === "message" && Number(number) > this.received;
    const expected = this.received + (isNew ? 1 : 0);
    if (Number(number) > expected) this.finish();
    if (!isNew || this.closed) return;
    this.received = expected;
    for (const listener of this.listeners) listener(decodeMessage(text));
  }

  private finish(): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.pulse);
    this.waiting.disconnect();
    void this.redis.del(this.keys.read).catch(() => undefined);
    for (const closer of this.closers) closer();
  }
}
