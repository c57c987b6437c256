// Thins out a command's output for showing: the last part of what came, at most ten times a second.
import { cleanOutput } from "./cleanOutput";

const everyMs = 100;
const shownBytes = 8_192;

export class LiveText {
  private pending: Buffer = Buffer.alloc(0);
  private timer: NodeJS.Timeout | null = null;
  constructor(private readonly show: ((text: string) => void) | undefined) {}

  add(chunk: Buffer): void {
    if (!this.show) return;
    const all = chunk.length >= shownBytes ? chunk : Buffer.concat([this.pending, chunk]);
    this.pending = Buffer.from(all.subarray(Math.max(0, all.length - shownBytes)));
    this.timer ??= setTimeout(() => this.flush(), everyMs);
  }

  /** Shows what waits; called once more at the end. */
  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const text = cleanOutput(this.pending);
    this.pending = Buffer.alloc(0);
    if (text) this.show?.(text);
  }
}
