// Notices that another process took the run over while this one slept: an owner that only waits, for a person say, writes
// nothing and would never be told.
import type { RunStore } from "../log/store";
import { type Driver, pauseOf } from "./driver";

/** As often as the lock's own heart-beat; an owner that slept looks the moment it wakes. */
const lookMs = 2_500;

/** @returns ends the watch. */
export function watchOwner(store: Pick<RunStore, "lost">, driver: Pick<Driver, "pause">): () => void {
  const timer = setInterval(() => {
    const lost = store.lost();
    // A folder that could not be read once says nothing about who owns the run.
    if (lost?.failure.code === "log-locked") driver.pause(pauseOf(lost));
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}
