// Watches the memory of all workers of a pool that are doing something, with one look for all of them, and ends the ones
// that are over their limit. An idle worker is not looked at.
import { MemoryUse } from "./memoryUse";
import type { WorkerProcess } from "./workerProcess";

const everyMs = 250;

export class MemoryGuard {
  private readonly watched = new Set<WorkerProcess>();
  private readonly use = new MemoryUse();
  private timer: NodeJS.Timeout | null = null;

  /** Until it has ended. */
  watch(worker: WorkerProcess): void {
    if (worker.watchBytes === null) return;
    this.watched.add(worker);
    this.timer ??= setInterval(() => this.look(), everyMs).unref();
    void worker.ended.then(() => {
      this.watched.delete(worker);
      if (this.watched.size > 0 || !this.timer) return;
      clearInterval(this.timer);
      this.timer = null;
    });
  }

  private look(): void {
    const busy = [...this.watched].filter((worker) => worker.lives && worker.link.isBusy);
    const limit = busy[0]?.watchBytes;
    if (limit === undefined || limit === null) return;
    for (const [index, bytes] of this.use.over(busy, limit).entries())
      if (bytes !== null) void busy[index]?.endForMemory(bytes);
  }
}
