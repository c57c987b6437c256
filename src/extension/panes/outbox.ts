// What waits to be posted to a pane: facts and live text in the order they came, put together so that a pane is told
// little and often enough. Holds no more than what a pane can take at once.
import type { LiveEvent, RunEvent } from "../../protocol/event";
import type { ToPane } from "../../protocol/wire";

type Waiting =
  | { type: "facts"; run: string; events: RunEvent[] }
  | { type: "live"; run: string; events: LiveEvent[] };

/** Characters of a command's output that wait at most; what came first is dropped. */
const longestOutput = 16_000;

export class Outbox {
  private waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  addFacts(run: string, events: RunEvent[]): void {
    const last = this.waiting.at(-1);
    if (last?.type === "facts" && last.run === run) last.events.push(...events);
    else this.waiting.push({ type: "facts", run, events: [...events] });
  }

  addLive(run: string, event: LiveEvent): void {
    const last = this.waiting.at(-1);
    if (last?.type !== "live" || last.run !== run)
      this.waiting.push({ type: "live", run, events: [{ ...event }] });
    else if (!last.events.some((known) => join(known, event))) last.events.push({ ...event });
  }

  /** Everything that waits; nothing does after that. */
  take(): Extract<ToPane, { type: "facts" | "live" }>[] {
    const taken = this.waiting;
    this.waiting = [];
    return taken;
  }

  clear(): void {
    this.waiting = [];
  }
}

/** Puts a delta to one of the same stream, in place; false where they belong to different streams. */
function join(known: LiveEvent, event: LiveEvent): boolean {
  if (known.type === "live.text" && event.type === "live.text") {
    if (known.turn !== event.turn || known.thinking !== event.thinking) return false;
    known.text += event.text;
    return true;
  }
  if (known.type === "live.output" && event.type === "live.output") {
    if (known.toolCall !== event.toolCall || known.check !== event.check) return false;
    known.text = (known.text + event.text).slice(-longestOutput);
    return true;
  }
  if (known.type === "live.toolCall" && event.type === "live.toolCall" && known.turn === event.turn) {
    Object.assign(known, event);
    return true;
  }
  if (known.type === "live.waiting" && event.type === "live.waiting") {
    known.approvals = event.approvals;
    return true;
  }
  return false;
}
