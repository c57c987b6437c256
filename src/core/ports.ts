// What a host brings: time, chance, secrets, words to a person. Nothing else in the engine knows the host.
import type { LiveEvent } from "../protocol/event";

export interface Ports {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a clock that never jumps; durations only. */
  monotonic(): number;
  /** From 0 up to 1; only run ids and jitter use chance. */
  random(): number;
  /** The key with this name, or undefined. Never logged, never handed to a child process. */
  secret(name: string): Promise<string | undefined>;
  /** Shows a delta; may drop it. */
  live(run: string, event: LiveEvent): void;
  /** Resolves after `ms` or at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
