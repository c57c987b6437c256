// Two timers over one answer: silence on the wire, and no progress in the answer. Pings feed the first, never the second.
// It only says that time is up; it cancels nothing by itself.

/** Milliseconds. */
export interface StreamTimeouts {
  /** Longest silence on the wire once the answer has begun. */
  idleMs: number;
  /** Longest time without a part of the answer, counted from the request on; pings do not help. */
  progressMs: number;
}

/** Source: reliability facts A5, stalled streams. */
export const defaultTimeouts: StreamTimeouts = { idleMs: 60_000, progressMs: 180_000 };

export interface Watchdog {
  bytes(): void;
  progress(): void;
  stop(): void;
  /** The sentence of the timer that ran out, or null. */
  expired(): string | null;
}

/** Starts both timers; `expire` is called at most once. A model may think long before its first byte, so the wire timer starts with it. */
export function startWatchdog(timeouts: StreamTimeouts, expire: () => void): Watchdog {
  let reason: string | null = null;
  let wire: NodeJS.Timeout | null = null;
  const fire = (text: string): void => {
    if (reason !== null) return;
    reason = text;
    expire();
  };
  const progress = setTimeout(
    () => fire(`nothing of the answer came for ${seconds(timeouts.progressMs)}`),
    timeouts.progressMs,
  );
  return {
    bytes: () => {
      if (wire === null)
        wire = setTimeout(() => fire(`the line was silent for ${seconds(timeouts.idleMs)}`), timeouts.idleMs);
      else wire.refresh();
    },
    progress: () => {
      progress.refresh();
    },
    stop: () => {
      clearTimeout(progress);
      if (wire !== null) clearTimeout(wire);
    },
    expired: () => reason,
  };
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}
