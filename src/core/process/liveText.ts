// Thins out a command's output for showing: the last part of what came, at most ten times a second.
import { LastBytes } from "./boundedBytes";
import { cleanOutput } from "./cleanOutput";

const everyMs = 100;
const shownBytes = 8_192;

export class LiveText {
  private readonly pending = new LastBytes(shownBytes);
  private timer: NodeJS.Timeout | null = null;
  constructor(private readonly show: ((text: string) => void) | undefined) {}

  add(chunk: Buffer): void {
    if (!this.show) return;
    this.pending.add(chunk);
    this.timer ??= setTimeout(() => this.flush(), everyMs);
  }

  /** Shows what waits; called once more at the end. */
  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const text = cleanOutput(this.pending.bytes());
    this.pending.clear();
    if (text) this.show?.(text);
  }
}
