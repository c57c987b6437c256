// The indices a filter lets through, sorted, kept up to date as items come and change.

export class Matches {
  constructor(private readonly indices: number[]) {}

  get length(): number {
    return this.indices.length;
  }

  at(position: number): number | null {
    return this.indices[position] ?? null;
  }

  /** Position of the first index that is not before this one. */
  positionOf(index: number): number {
    let [low, high] = [0, this.indices.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.indices[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @returns the position where the list changed, or null where it did not. */
  put(index: number, matching: boolean): number | null {
    const position = this.positionOf(index);
    const known = this.indices[position] === index;
    if (known === matching) return null;
    if (matching) this.indices.splice(position, 0, index);
    else this.indices.splice(position, 1);
    return position;
  }
}
