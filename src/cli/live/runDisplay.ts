// How a run is shown while it is driven or followed: a live view, plain lines, or facts as JSON lines.
import type { LiveEvent, RunEvent } from "../../protocol/event";

export interface RunDisplay {
  event(event: RunEvent): void;
  live(event: LiveEvent): void;
  /** Leaves the terminal to a question. */
  pause(): void;
  resume(): void;
  /** Leaves the terminal as it was found. Safe to call twice. */
  end(): void;
}
