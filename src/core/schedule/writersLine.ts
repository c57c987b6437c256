// The line in which subtasks stand that may change the folder: one at a time, whoever began before a restart first. A person
// who ends one that waits calls it out; where the one in front cannot go on now, neither can those behind it.
import { TaskPaused } from "../agent/taskState";

/** Who wants to work in the folder. */
export interface Standing {
  task: string;
  /** It has worked already, so the folder may hold half of what it does. */
  begun: boolean;
  /** Somebody who has begun is still to come. */
  othersFirst(): boolean;
  /** It shall only end, and changes nothing any more. */
  isOver(): boolean;
}

interface Waiter extends Standing {
  go(holds: boolean): void;
  fail(reason: unknown): void;
}

export class WritersLine {
  private busy = false;
  private closed: TaskPaused | null = null;
  private readonly waiting: Waiter[] = [];

  /** @returns whether it holds the line now, and gives it back with `leave` or `fail`; false where it was called out. */
  async enter(standing: Standing, signal: AbortSignal, rest: () => () => void): Promise<boolean> {
    signal.throwIfAborted();
    if (this.closed) throw this.closed;
    let goesOn = () => {};
    const stop = () => this.take(standing.task)?.fail(signal.reason);
    const turn = new Promise<boolean>((resolve, reject) => {
      this.waiting.push({ ...standing, go: resolve, fail: reject });
    });
    this.next();
    // Who stands in line is not at work: a question of the one in front is what the run waits for.
    if (this.waiting.some(({ task }) => task === standing.task)) goesOn = rest();
    signal.addEventListener("abort", stop);
    return turn.finally(() => {
      signal.removeEventListener("abort", stop);
      goesOn();
    });
  }

  leave(): void {
    this.busy = false;
    this.next();
  }

  /** Whoever held the line was stopped or has to rest in the middle of its work. */
  fail(reason: unknown): void {
    if (reason instanceof TaskPaused) this.closed = reason;
    for (const waiter of this.waiting.splice(0)) waiter.fail(reason);
    this.busy = false;
  }

  /** It need not wait any longer where it shall only end. */
  callOut(task: string): void {
    if (this.waiting.find((one) => one.task === task)?.isOver()) this.take(task)?.go(false);
  }

  private next(): void {
    if (this.busy) return;
    const first = this.waiting.find(({ begun }) => begun) ?? this.waiting[0];
    if (!first || (!first.begun && first.othersFirst())) return;
    this.busy = true;
    this.take(first.task)?.go(true);
  }

  private take(task: string): Waiter | undefined {
    const at = this.waiting.findIndex((one) => one.task === task);
    return at < 0 ? undefined : this.waiting.splice(at, 1)[0];
  }
}
