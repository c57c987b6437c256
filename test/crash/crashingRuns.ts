// A folder of runs that kills its own process at one chosen append: before it, half way through its bytes, or after it;
// or that loses the power after it, with everything that was not synced.
import { type LogFileSystem, nodeFileSystem } from "../../src/core/log/fileSystem";
import type { RunStore, StoreFolder } from "../../src/core/log/store";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import type { Fact } from "../../src/protocol/event";
import { createPowerCut } from "./powerCut";

export type Moment = "before" | "torn" | "after" | "dark";
export type Syncing = "at-once" | "beside";

export interface Kill {
  /** The append of this process, from 1. */
  append: number;
  moment: Moment;
}

/** A death at the first append with each type of facts, a process after the other. */
export interface EachKill {
  each: "type";
  moment: Moment;
}

/** Ends this process as `kill -9` does. */
export function die(): void {
  process.kill(process.pid, "SIGKILL");
  // The signal may take a moment; nothing more is done meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

export interface Crash {
  folder: string;
  syncing: Syncing;
  kill: Kill | EachKill | null;
  /** Whether nobody died at this before; from now on somebody did. */
  isFirst(name: string): boolean;
  /** Gets the types of each append's facts. */
  told(types: Fact["type"][]): void;
}

export function createCrashingRuns({ folder, syncing, kill, isFirst, told }: Crash): StoreFolder {
  let count = 0;
  let tearing = false;
  const power = createPowerCut(folder, nodeFileSystem);
  const fileSystem: LogFileSystem = {
    ...(kill?.moment === "dark" ? power.fileSystem : nodeFileSystem),
    writeSync(file, bytes, offset, length) {
      if (!tearing) return nodeFileSystem.writeSync(file, bytes, offset, length);
      nodeFileSystem.writeSync(file, bytes, offset, Math.ceil(length / 2));
      die();
      return 0;
    },
  };
  const runs = createStoreFolder(folder, { fileSystem, syncing });
  const momentOf = (facts: readonly Fact[]): Moment | null => {
    if (kill === null) return null;
    const isNow =
      "each" in kill ? facts.filter(({ type }) => isFirst(type)).length > 0 : kill.append === count;
    return isNow ? kill.moment : null;
  };

  function wrap(store: RunStore): RunStore {
    return {
      ...store,
      append(facts, at, durable) {
        count += 1;
        const now = momentOf(facts);
        if (now === "before") die();
        tearing = now === "torn";
        const events = store.append(facts, at, durable);
        told(facts.map(({ type }) => type));
        if (now === "dark") power.cut();
        if (now === "after" || now === "dark") die();
        return events;
      },
    };
  }

  return {
    ...runs,
    create: async (run) => wrap(await runs.create(run)),
    find: async (run) => {
      const store = await runs.find(run);
      return store && wrap(store);
    },
  };
}
