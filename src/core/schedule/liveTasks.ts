// The tasks of one driven run that are at work now: who can be interrupted, who writes, how many branches go on side by
// side. Live handles, gone with the driver; never state.
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { isOpen } from "../../protocol/taskTree";
import { InOrder } from "./inOrder";
import { type Standing, WritersLine } from "./writersLine";

export class LiveTasks {
  /** Branches at work beyond the one of each action in flight. */
  private beyond = 0;
  private readonly interrupts = new Map<string, { controller: AbortController; goesOn: boolean }>();
  private readonly subtasks = new Set<string>();
  private readonly lines = new Map<string, WritersLine>();
  private readonly waiting = new Map<string, number>();
  /** Tasks that are being made. */
  private readonly making = new InOrder();
  private readonly aside = new Set<() => void>();
  private readonly heldBack = new Map<string, Promise<unknown>>();

  /** @param changed told whenever the number of branches at work is another one: no fact says so. */
  constructor(private readonly changed: () => void = () => {}) {}

  get extra(): number {
    return this.beyond;
  }

  private set extra(count: number) {
    this.beyond = count;
    this.changed();
  }

  /** The signal that interrupts one task until `left` is called; then those below it may be wanted still, or not. */
  begin(task: string): { signal: AbortSignal; goesOn(): boolean; left(): void } {
    const entry = { controller: new AbortController(), goesOn: true };
    this.interrupts.set(task, entry);
    const { signal } = entry.controller;
    return { signal, goesOn: () => entry.goesOn, left: () => this.interrupts.delete(task) };
  }

  isAtWork(task: string): boolean {
    return this.subtasks.has(task);
  }

  /** A subtask is carried to its end by one caller at a time. */
  async atWork<Value>(task: string, work: () => Promise<Value>): Promise<Value> {
    this.subtasks.add(task);
    return work().finally(() => this.subtasks.delete(task));
  }

  /** Its process comes anew: it goes on from its facts, and so do those below it. */
  beginAnew(task: string): void {
    this.interrupts.get(task)?.controller.abort();
  }

  /** It goes on only when this is over: what is left of it is asked about. */
  holdBack(task: string, until: Promise<unknown>): void {
    // Who waits for it hears of a failure; where nobody does, it is asked again after a restart.
    until.catch(() => undefined);
    this.heldBack.set(task, until);
  }

  /** Resolves when nothing holds a task back, or the signal is aborted. Rejects where that failed. */
  async freed(task: string, signal: AbortSignal): Promise<void> {
    const until = this.heldBack.get(task);
    if (until === undefined || signal.aborted) return;
    let forget = () => {};
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
      forget = resolve;
    });
    await Promise.race([until, stopped]).finally(forget);
    if (!signal.aborted) this.heldBack.delete(task);
  }

  /** Its facts changed under it: it shall look at them again. */
  interrupt(task: string): void {
    const entry = this.interrupts.get(task);
    if (entry) entry.goesOn = false;
    entry?.controller.abort();
    for (const line of this.lines.values()) line.callOut(task);
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

  /**
   * A task that cannot go on stands aside until nobody else is at work, or the run is stopped.
   * @returns whether a person changed something about it before, so that it shall try again.
   */
  async standAside(task: string, signal: AbortSignal): Promise<boolean> {
    const mine = this.begin(task);
    const either = AbortSignal.any([signal, mine.signal]);
    let goesOn = () => {};
    await new Promise<void>((resolve) => {
      const over = () => {
        this.aside.delete(over);
        resolve();
      };
      this.aside.add(over);
      either.addEventListener("abort", over);
      goesOn = this.rest();
      if (either.aborted) over();
    });
    goesOn();
    mine.left();
    return mine.signal.aborted && !signal.aborted;
  }

  /** Nobody else is at work: who stands aside waits no longer. */
  nobodyElse(): void {
    for (const over of this.aside) over();
  }

  /** Tasks that are asked for together get their names, and their places in the plan, in the order they were asked for. */
  make<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.making.run(() => this.rest(), work);
  }

  /** Tasks that are being made now. */
  beingMade(): number {
    return this.making.count;
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
  async inTurn<Value>(
    queue: string | null,
    standing: Standing,
    signal: AbortSignal,
    work: () => Promise<Value>,
  ): Promise<Value> {
    if (queue === null) return work();
    const line = this.lines.get(queue) ?? new WritersLine();
    this.lines.set(queue, line);
    const holds = await line.enter(standing, signal, () => this.rest());
    try {
      const value = await work();
      if (holds) line.leave();
      return value;
    } catch (thrown) {
      // Interrupted from above, it says nothing about those who stand behind it, now or later.
      if (holds && signal.aborted) line.leave();
      else if (holds) line.fail(thrown);
      throw thrown;
    }
  }
}

/** How a task stands in its line now. */
export function standingOf(view: () => RunView, { task, startedAt }: TaskView): Standing {
  return {
    task,
    begun: startedAt !== undefined,
    othersFirst() {
      const now = view();
      const self = now.tasks[task];
      if (!self) return false;
      const queue = queueOf(now, self);
      return Object.values(now.tasks).some(
        (one) => one.task !== task && isHalfDone(one) && queueOf(now, one) === queue,
      );
    },
    isOver: () => view().tasks[task]?.cancelWanted !== undefined,
  };
}

/** It has begun, and only its own turn is what it waits for. */
function isHalfDone(task: TaskView): boolean {
  return isOpen(task) && task.startedAt !== undefined && !task.asking && task.parent !== null;
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

/** By itself, through its subtasks, or in a mode it may switch to. */
export function mayChange({ write, run, grant, tools }: TaskView["rights"]): boolean {
  return write || run || grant?.write === true || grant?.run === true || tools.includes("switch_mode");
}
