// Tells a run's facts to those who only watch, when what they were appended for has gone on: a screen that is drawn between
// an answer and the next request would keep that request waiting.
import type { RunEvent } from "../../protocol/event";
import { factText } from "./eventLine";

/** Milliseconds after which facts are told that no request and no live text has brought along. */
const laterMs = 20;

type Take = (events: RunEvent[]) => void;

export class LateTold {
  private readonly watchers = new Set<Take>();
  /** With each event its fact as it was written: the view keeps parts of the event and changes them. */
  private fresh: { event: RunEvent; text: string }[] = [];
  private timer: NodeJS.Timeout | null = null;
  private soon: NodeJS.Immediate | null = null;

  /** @param take must not throw; what it is given is its own. */
  watch(take: Take): () => void {
    this.watchers.add(take);
    return () => this.watchers.delete(take);
  }

  add(event: RunEvent): void {
    if (this.watchers.size === 0) return;
    this.fresh.push({ event, text: factText(event) });
    const { type } = event.fact;
    // What a run begins and ends with has nothing behind it.
    if (type.startsWith("run.")) this.soon ??= setImmediate(() => this.tell());
    else this.timer ??= setTimeout(() => this.tell(), laterMs);
  }

  /** Tells what was added since. */
  tell(): void {
    if (this.timer) clearTimeout(this.timer);
    if (this.soon) clearImmediate(this.soon);
    this.timer = null;
    this.soon = null;
    if (this.fresh.length === 0) return;
    const { fresh } = this;
    this.fresh = [];
    for (const take of [...this.watchers]) take(fresh.map(copyOf));
  }
}

function copyOf({ event: { v, seq, epoch, at }, text }: { event: RunEvent; text: string }): RunEvent {
  return { v, seq, epoch, at, fact: JSON.parse(text) };
}
