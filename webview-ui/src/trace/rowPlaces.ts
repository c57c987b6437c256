// Where each row of a long list begins: heights in a binary indexed tree, so that a height is changed, a row added or
// the row at an offset found in steps that grow with the logarithm of the list. Pure figures; knows nothing of the page.

const firstRoom = 1_024;
/** Pixels that are no difference: two ways to measure may round otherwise. */
const tiny = 0.02;

export class RowPlaces {
  length = 0;
  /** Pixels of all rows. */
  total = 0;
  private heights = new Float64Array(firstRoom);
  /** From 1: the sum of the heights that end with this row, as many as the lowest bit of its number says. */
  private sums = new Float64Array(firstRoom + 1);
  /** 1 where the height was measured, 0 where it is foreseen. */
  private known = new Uint8Array(firstRoom);

  /** Takes in rows up to a length, or drops those beyond it. */
  grow(length: number, foresee: (position: number) => number): void {
    if (length < this.length) this.drop(length);
    if (length > this.heights.length) this.makeRoom(length);
    for (let position = this.length; position < length; position += 1) this.add(position, foresee(position));
  }

  /** Forgets all heights. */
  reset(length: number, foresee: (position: number) => number): void {
    this.drop(0);
    this.grow(length, foresee);
  }

  heightOf(position: number): number {
    return position < this.length ? (this.heights[position] ?? 0) : 0;
  }

  isMeasured(position: number): boolean {
    return position < this.length && this.known[position] === 1;
  }

  /** @returns whether the height is another than before. */
  set(position: number, height: number, measured: boolean): boolean {
    if (position < 0 || position >= this.length) return false;
    this.known[position] = measured ? 1 : 0;
    const more = height - this.heightOf(position);
    if (Math.abs(more) < tiny) return false;
    this.heights[position] = height;
    this.total += more;
    for (let node = position + 1; node <= this.length; node += node & -node)
      this.sums[node] = (this.sums[node] ?? 0) + more;
    return true;
  }

  /** Pixels above a row; of the row after the last one: all of them. */
  startOf(position: number): number {
    let sum = 0;
    for (let node = Math.min(position, this.length); node > 0; node -= node & -node)
      sum += this.sums[node] ?? 0;
    return sum;
  }

  /** The row that a pixel is in, never one without height; the nearest where the pixel is beyond the rows. */
  at(offset: number): number {
    let [node, left] = [0, Math.max(0, offset)];
    for (let step = highestBit(this.length); step > 0; step >>= 1) {
      const next = node + step;
      const sum = this.sums[next] ?? 0;
      if (next > this.length || sum > left) continue;
      node = next;
      left -= sum;
    }
    return node < this.length ? node : this.lastShown();
  }

  private lastShown(): number {
    let position = this.length - 1;
    while (position > 0 && this.heights[position] === 0) position -= 1;
    return Math.max(0, position);
  }

  private add(position: number, height: number): void {
    const own = position + 1;
    let sum = height;
    for (let node = position; node > own - (own & -own); node -= node & -node) sum += this.sums[node] ?? 0;
    this.heights[position] = height;
    this.known[position] = 0;
    this.sums[own] = sum;
    this.total += height;
    this.length = own;
  }

  private drop(length: number): void {
    this.length = length;
    this.total = this.startOf(length);
  }

  private makeRoom(length: number): void {
    const room = 2 ** Math.ceil(Math.log2(length));
    const [heights, sums, known] = [new Float64Array(room), new Float64Array(room + 1), new Uint8Array(room)];
    heights.set(this.heights);
    sums.set(this.sums);
    known.set(this.known);
    [this.heights, this.sums, this.known] = [heights, sums, known];
  }
}

function highestBit(length: number): number {
  return length === 0 ? 0 : 2 ** Math.floor(Math.log2(length));
}
