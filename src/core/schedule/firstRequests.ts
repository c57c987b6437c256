// The moment from which the baseline may be measured beside agents: git and the checks would have delayed the requests
// that are about to leave. It opens once in the life of a driver, and never keeps anyone waiting who needs the baseline.
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { isOpen } from "../../protocol/taskTree";
import type { LiveTasks } from "./liveTasks";

export class FirstRequests {
  private opened = false;
  private readonly asked = new Set<string>();

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
    if (!onlyDelegates && this.nobodyIsAboutToAsk()) this.open();
  }

  /** Someone waits for a person, or for the baseline itself. */
  open(): void {
    if (this.opened) return;
    this.opened = true;
    this.opens();
  }

  private nobodyIsAboutToAsk(): boolean {
    const atWork = Object.values(this.view().tasks).filter(
      (task) => isOpen(task) && task.startedAt !== undefined,
    );
    return this.live.beingMade() === 0 && atWork.every(({ task }) => this.asked.has(task));
  }
}
