// Wakes a follower when a run's log or inbox changes: the system's notices, and a slow look where there are none.
// Keeps no process alive, wakes once for a burst, and may wake for nothing.
import { type FSWatcher, statSync, watch } from "node:fs";
import { join } from "node:path";

const lookEveryMs = 250;

/**
 * Calls `wake` after one of the parts of a run folder may have changed; returns the unsubscriber.
 * @param parts the name of the log, of the inbox, or both: whoever writes the log itself need not be woken for it.
 */
export function watchRun(
  folder: string,
  parts: { log: string | null; inbox: string },
  wake: () => void,
): () => void {
  const look = () => stateOf(folder, parts.log) + stateOf(folder, parts.inbox);
  let seen = look();
  let waiting: NodeJS.Immediate | null = null;

  function schedule(): void {
    seen = look();
    waiting ??= setImmediate(() => {
      waiting = null;
      wake();
    });
  }

  const watched = [...(parts.log === null ? [] : [folder]), join(folder, parts.inbox)];
  const watchers = watched.map((path) => tryWatch(path, schedule));
  const timer = setInterval(() => {
    if (look() !== seen) schedule();
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

/** One that cannot be looked at now is told apart from any other state, so the next look wakes. */
function stateOf(folder: string, name: string | null): string {
  try {
    const stat = name === null ? null : statSync(join(folder, name), { throwIfNoEntry: false });
    return `${stat?.size} ${stat?.mtimeMs} `;
  } catch {
    return "unknown ";
  }
}
