// An engine whose one run is a list of facts in memory: the extension's own book follows it as it follows any other.
// It hands out facts and takes no wishes; nothing is driven and nothing is on disk.
import { hostname } from "node:os";
import type { Engine } from "../../../src/core/engine";
import type { EngineHandle } from "../../../src/core/host/openEngineAt";
import type { Engines, RunsPlace } from "../../../src/extension/book/engines";
import type { RunEvent } from "../../../src/protocol/event";

export interface MemoryEngine {
  engines: Engines;
  place: RunsPlace;
  /** Facts that have just happened. */
  append(events: readonly RunEvent[]): void;
}

/** @param events the run so far. */
export function memoryEngine(run: string, events: RunEvent[]): MemoryEngine {
  const hearers = new Set<(event: RunEvent) => void>();
  const follow: Engine["follow"] = async (_run, after, hear, signal) => {
    for (const event of events.slice(after)) hear(copyOf(event));
    hearers.add(hear);
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    hearers.delete(hear);
    return { ok: true, seq: events.length };
  };
  const engine = {
    follow,
    settled: () => new Promise<null>(() => undefined),
  } as unknown as Engine;
  const writer = { pid: process.pid, host: hostname() };
  const handle = { engine, runs: { find: async () => ({ writer: async () => writer }) } };
  const place: RunsPlace = { name: run, path: `/nowhere/${run}`, folders: [] };
  return {
    place,
    engines: {
      places: () => [place],
      placeOf: () => place,
      of: async () => handle as unknown as EngineHandle,
      close: async () => undefined,
    },
    append(more) {
      for (const event of more) {
        events.push(event);
        for (const hear of [...hearers]) hear(copyOf(event));
      }
    },
  };
}

/** As one that is read from a log: the view keeps parts of an event and changes them. */
function copyOf(event: RunEvent): RunEvent {
  return JSON.parse(JSON.stringify(event));
}
