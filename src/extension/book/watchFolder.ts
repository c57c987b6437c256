// Tells when something may have changed in a folder: by the system's notices, and by a slow look where there are none.
// May tell for nothing; keeps no process alive.
import { type FSWatcher, statSync, watch } from "node:fs";

const settleMs = 150;
const lookEveryMs = 2_000;

/** @returns ends it. */
export function watchFolder(path: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | null = null;
  let watcher: FSWatcher | null = null;
  let over = false;

  function soon(): void {
    timer ??= setTimeout(() => {
      timer = null;
      changed();
    }, settleMs).unref();
  }

  function begin(): void {
    try {
      watcher = watch(path, { persistent: false }, soon);
      watcher.on("error", () => {
        watcher?.close();
        watcher = null;
      });
    } catch {
      watcher = null;
    }
  }

  begin();
  let seen = stateOf(path);
  // Folders that are not there yet, and file systems without notices.
  const slow = setInterval(() => {
    if (over || watcher) return;
    begin();
    const state = stateOf(path);
    if (state !== seen) soon();
    seen = state;
  }, lookEveryMs).unref();

  return () => {
    over = true;
    clearInterval(slow);
    if (timer) clearTimeout(timer);
    watcher?.close();
  };
}

function stateOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return `${stat?.ino} ${stat?.mtimeMs}`;
}
