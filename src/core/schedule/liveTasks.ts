// The tasks of one driven run that are at work now: who can be interrupted, who writes, how many branches go on side by
// side. Live handles, gone with the driver; never state.
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";

export class LiveTasks {
  /** Branches at work beyond the one of each action in flight. */
  private beyond = 0;
  private readonly interrupts = new Map<string, AbortController>();
  private readonly queues = new Map<string, Promise<void>>();
  private readonly waiting = new Map<string, number>();

  /** @param changed told whenever the number of branches at work is another one: no fact says so. */
  constructor(private readonly changed: () => void = () => {}) {}

  get extra(): number {
    return this.beyond;
  }

  private set extra(count: number) {
    this.beyond = count;
    this.changed();
  }

  /** The signal that interrupts one task until `left` is called. */
  begin(task: string): { signal: AbortSignal; left(): void } {
    const controller = new AbortController();
    this.interrupts.set(task, controller);
    return { signal: controller.signal, left: () => this.interrupts.delete(task) };
  }

  /** Its facts changed under it: it shall look at them again. */
  interrupt(task: string): void {
    this.interrupts.get(task)?.abort();
  }

  /** A task goes on in several branches; the returned function is called as each of them ends. */
  branch(count: number): () => void {
    this.extra += count - 1;
    let left = count;
    return () => {
      left -= 1;
      if (left > 0) this.extra -= 1;
    };
  }

  /** A branch is not at work until the returned function is called: it stands in line, or a person wants it to rest. */
  rest(): () => void {
    this.extra -= 1;
    return () => {
      this.extra += 1;
    };
  }

  /** @returns whether the parent waits for the first of its subtasks now. */
  enter(parent: string): boolean {
    const count = this.waiting.get(parent) ?? 0;
    this.waiting.set(parent, count + 1);
    return count === 0;
  }

  /** @returns whether the parent waits for none of its subtasks any more. */
  leave(parent: string): boolean {
    const count = (this.waiting.get(parent) ?? 1) - 1;
    this.waiting.set(parent, count);
    return count === 0;
  }

  /**
   * Tasks that may change the folder go one after the other; readers go beside them.
   * @param queue from {@link queueOf}; null for a task that changes nothing.
   */
  async inTurn<Value>(queue: string | null, signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    if (queue === null) return work();
    const before = this.queues.get(queue);
    let done = () => {};
    const own = new Promise<void>((resolve) => {
      done = resolve;
    });
    this.queues.set(queue, own);
    try {
      if (before) {
        // Who stands in line is not at work: a question of the one in front is what the run waits for.
        await before.finally(this.rest());
      }
      signal.throwIfAborted();
      return await work();
    } finally {
      done();
    }
  }
}

/** The line a task stands in: that of its nearest ancestor that may change files, which rests meanwhile. */
export function queueOf(view: RunView, { rights, parent }: TaskView): string | null {
  if (!mayChange(rights)) return null;
  for (let next = parent; next !== null; ) {
    const above = view.tasks[next];
    if (!above) break;
    if (mayChange(above.rights)) return above.task;
    next = above.parent;
  }
  return "run";
}

/** By itself or through its subtasks. */
export function mayChange({ write, run, grant }: TaskView["rights"]): boolean {
  return write || run || grant?.write === true || grant?.run === true;
}
