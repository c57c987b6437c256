// Wakes a follower when a run's log or inbox changes: the system's notices, and a slow look where there are none.
// Keeps no process alive, wakes once for a burst, and may wake for nothing.
import { type FSWatcher, statSync, watch } from "node:fs";
import { join } from "node:path";

const lookEveryMs = 250;

/** Calls `wake` after lines or commands may have come to the run folder; returns the unsubscriber. */
export function watchRun(folder: string, wake: () => void): () => void {
  let seen = look(folder);
  let waiting: NodeJS.Immediate | null = null;

  function schedule(): void {
    seen = look(folder);
    waiting ??= setImmediate(() => {
      waiting = null;
      wake();
    });
  }

  const watchers = [folder, join(folder, "inbox")].map((path) => tryWatch(path, schedule));
  const timer = setInterval(() => {
    if (look(folder) !== seen) schedule();
  }, lookEveryMs);
  timer.unref();

  return () => {
    clearInterval(timer);
    if (waiting) clearImmediate(waiting);
    for (const watcher of watchers) watcher?.close();
  };
}

/** Null where the system has no watcher left or the folder is not there: then the slow look does it alone. */
function tryWatch(path: string, changed: () => void): FSWatcher | null {
  try {
    const watcher = watch(path, { persistent: false }, changed);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}

function look(folder: string): string {
  const log = statSync(join(folder, "events.jsonl"), { throwIfNoEntry: false });
  const inbox = statSync(join(folder, "inbox"), { throwIfNoEntry: false });
  return `${log?.size} ${log?.mtimeMs} ${inbox?.mtimeMs}`;
}
