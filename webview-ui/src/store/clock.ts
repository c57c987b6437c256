// The time by the clock that stamps the facts: with a remote workspace it is not this machine's.

/** Keeps how far the pane's clock is before the host's, told from facts as they arrive. */
export class HostClock {
  private ahead = Number.POSITIVE_INFINITY;

  constructor(private readonly now: () => number = Date.now) {}

  /** @param at stamp of a fact that has just arrived. */
  heard(at: number): void {
    this.ahead = Math.min(this.ahead, this.now() - at);
  }

  /** Milliseconds since 1970 by the host's clock. */
  read(): number {
    return this.now() - (Number.isFinite(this.ahead) ? this.ahead : 0);
  }
}
