// The moment from which the baseline may be measured beside agents: git and the checks would have delayed the requests
// that are about to leave. It opens once in the life of a driver, and never keeps anyone waiting who needs the baseline.
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { isOpen } from "../../protocol/taskTree";
import type { LiveTasks } from "./liveTasks";

/** Milliseconds without a fact after which the models are taken to be thinking. A local model answers sooner than most. */
const calmMs = 25;

export class FirstRequests {
  private opened = false;
  private readonly asked = new Set<string>();
  private readonly waiting = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  /** @param opens told once, when the moment has come. */
  constructor(
    private readonly view: () => RunView,
    private readonly live: Pick<LiveTasks, "beingMade">,
    private readonly opens: () => void,
  ) {}

  get areOut(): boolean {
    return this.opened;
  }

  /** A request of this task is on its way. What it only gives away to others is yet to be asked by them. */
  sent({ task, rights }: TaskView): void {
    if (this.opened) return;
    this.asked.add(task);
    const onlyDelegates = rights.tools.includes("new_task") && !rights.write && !rights.run;
    if (onlyDelegates || !this.nobodyIsAboutToAsk()) return;
    if (this.atWork().some((each) => each.rights.write || each.rights.run)) this.open();
    else this.openInCalm();
  }

  /** Someone waits for a person, or for the baseline itself. */
  open(): void {
    if (this.opened) return;
    this.opened = true;
    clearTimeout(this.timer);
    this.opens();
    for (const wake of this.waiting) wake();
  }

  /** Resolves when the moment has come, or never will. */
  whenOut(signal: AbortSignal): Promise<void> {
    if (this.opened || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.add(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Whoever only reads has no use for the baseline yet, so it waits until nobody is at work but models. */
  private openInCalm(): void {
    clearTimeout(this.timer);
    const { seq } = this.view();
    this.timer = setTimeout(() => (this.view().seq === seq ? this.open() : this.openInCalm()), calmMs);
    this.timer.unref();
  }

  private nobodyIsAboutToAsk(): boolean {
    return this.live.beingMade() === 0 && this.atWork().every(({ task }) => this.asked.has(task));
  }

  private atWork(): TaskView[] {
    return Object.values(this.view().tasks).filter((task) => isOpen(task) && task.startedAt !== undefined);
  }
}
