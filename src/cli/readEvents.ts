// All facts of a run so far, through the engine's door.
import type { Engine } from "../core/engine";
import type { RunEvent } from "../protocol/event";
import type { Failure } from "../protocol/failure";

/** @returns the events in order, or why they cannot be read. */
export async function readEvents(engine: Engine, run: string): Promise<RunEvent[] | Failure> {
  const last = (await engine.view(run))?.seq ?? 0;
  const events: RunEvent[] = [];
  if (last === 0) return events;
  const controller = new AbortController();
  const take = (event: RunEvent) => {
    events.push(event);
    if (event.seq >= last) controller.abort();
  };
  const reply = await engine.follow(run, 0, take, controller.signal);
  return reply.ok ? events : reply.failure;
}
