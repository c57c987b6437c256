// Work that begins together, goes on side by side, and comes to its end in the order it began in. Gone with the driver.

/**
 * So many go on at once, then those behind in the next turn of the event loop: the first have their requests on the way
 * while the last are made, and come back while the last are still asked. One at a time would cost a sync of the log each.
 */
const inOneGo = 3;

export class InOrder {
  /** How many are under way. */
  count = 0;
  private last: Promise<void> | null = null;
  /** Ended since the line was empty. */
  private ended = 0;

  /**
   * @param rest called while others are in front: who stands in line is not at work. The returned function ends that.
   * @returns what the work comes to, once all that began before it have had theirs and gone on with it.
   * @throws what the work throws; those behind go on all the same.
   */
  async run<Value>(rest: () => () => void, work: () => Promise<Value>): Promise<Value> {
    const before = this.last;
    let done = () => {};
    const own = new Promise<void>((resolve) => {
      done = resolve;
    });
    this.last = own;
    this.count += 1;
    const leave = () => {
      this.count -= 1;
      if (this.last === own) this.last = null;
      // Whoever waits for this goes on with it first: those behind are a turn of the queue later each.
      done();
    };
    try {
      const value = await work();
      if (before) {
        const goesOn = rest();
        await before;
        goesOn();
      }
      return value;
    } finally {
      this.ended = before === null ? 1 : this.ended + 1;
      if (this.ended % inOneGo === 0 && this.last !== own) setImmediate(leave);
      else leave();
    }
  }
}
