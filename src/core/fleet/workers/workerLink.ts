// The driver's side of a channel: requests and their answers, live output, aborts. A link that has ended fails whatever
// waits with the reason it was ended with, and everything asked later too.
import { type Failure, FailureError, failure } from "../../../protocol/failure";
import type { Channel } from "./channel";
import {
  type Answer,
  type FromWorker,
  readFromWorker,
  receiveThrown,
  sendThrown,
  type ToWorker,
} from "./messages";

/** Time an aborted request may take to end; a command is killed in a fraction of it. */
const abortedMs = 10_000;

interface Pending {
  resolve(answer: Answer): void;
  reject(thrown: Error): void;
}

/** What a call hears and says while it is carried out. */
export interface CallLine {
  call: number;
  signal: AbortSignal;
  live(text: string): void;
}

/** A request without its number. */
export type Asked = DistributiveOmit<Extract<ToWorker, { request: number }>, "request" | "aborted">;
type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

export interface LinkEvents {
  /** The first message of a worker. */
  ready(): void;
  /** Something is asked, or nothing any more. */
  busy(busy: boolean): void;
  /** The channel was closed; the process has ended or is about to. */
  closed(): void;
  /** The worker cannot be spoken with any more; whoever owns the process ends it. */
  broken(why: string): void;
}

export class WorkerLink {
  private readonly pending = new Map<number, Pending>();
  private readonly lines = new Map<number, CallLine>();
  private last = 0;
  private ended: Failure | null = null;

  constructor(
    private readonly channel: Channel,
    private readonly events: LinkEvents,
  ) {
    channel.onMessage((message) => this.take(message));
    channel.onClose(() => events.closed());
  }

  get isBusy(): boolean {
    return this.pending.size > 0;
  }

  /** The answer; rejects with what the worker threw, or with the reason of the link's end. */
  async ask(asked: Asked, line?: CallLine): Promise<Answer> {
    if (this.ended) throw new FailureError(this.ended);
    const request = ++this.last;
    const answered = new Promise<Answer>((resolve, reject) => this.pending.set(request, { resolve, reject }));
    this.events.busy(true);
    const release = line ? this.listen(line) : () => {};
    const aborted = line?.signal.aborted ? sendThrown(line.signal.reason) : null;
    this.channel.send({ ...asked, request, aborted });
    try {
      return await answered;
    } finally {
      release();
      this.pending.delete(request);
      if (!this.isBusy) this.events.busy(false);
    }
  }

  /** Nothing can be asked and no answer counts from now on. @param cause what everything that waits is told, by `fail`. */
  end(cause: Failure): void {
    this.ended ??= cause;
  }

  /** Answers everything that waits with the cause of the end: when nothing of the worker lives any more. */
  fail(): void {
    const { ended } = this;
    if (ended) for (const { reject } of this.pending.values()) reject(new FailureError(ended));
    this.channel.close();
  }

  private listen(line: CallLine): () => void {
    const { call, signal } = line;
    let timer: NodeJS.Timeout | undefined;
    const late = () => {
      timer = setTimeout(() => this.events.broken(`it did not stop within ${abortedMs / 1000} s`), abortedMs);
    };
    const abort = () => {
      this.channel.send({ type: "abort", call, reason: sendThrown(signal.reason) } satisfies ToWorker);
      late();
    };
    this.lines.set(call, line);
    if (signal.aborted) late();
    else signal.addEventListener("abort", abort, { once: true });
    return () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      this.lines.delete(call);
    };
  }

  private take(message: unknown): void {
    const known = readFromWorker(message);
    if (!known) this.events.broken("it sent a message this version does not know");
    else if (known.type === "ready") this.events.ready();
    else if (known.type === "live") this.lines.get(known.call)?.live(known.text);
    else this.settle(known);
  }

  private settle(answer: Exclude<FromWorker, { type: "ready" | "live" }>): void {
    if (this.ended) return;
    const waiting = this.pending.get(answer.request);
    if (answer.type === "thrown") waiting?.reject(receiveThrown(answer.thrown));
    else waiting?.resolve(answer);
  }
}

/** For an answer no request of ours can have. */
export function unexpected(answer: Answer): FailureError {
  return new FailureError(failure("internal", `The agent's process answered with "${answer.type}".`));
}
