// Which cards share a row: those of different lanes that followed one another and whose times overlapped. Kept up to
// date item by item; a change costs what its own row costs, whatever the length of the trace.
import type { TraceCard, TraceItem } from "../../../src/protocol/traceItem";

export interface GroupSource {
  /** The item at a position of the list; null while it is not held. */
  itemAt(position: number): TraceItem | null;
  /** The card's turn is not over. */
  isOpen(card: TraceCard): boolean;
}

export class RowGroups {
  /** By position: the position of the first item of its row. */
  private readonly starts: number[] = [];

  constructor(private readonly source: GroupSource) {}

  get length(): number {
    return this.starts.length;
  }

  /** Takes in positions up to a length. */
  grow(length: number): void {
    while (this.starts.length < length) {
      const position = this.starts.length;
      this.starts.push(this.startFor(position));
    }
  }

  /** Makes all rows again. */
  reset(length: number): void {
    this.starts.length = 0;
    this.grow(length);
  }

  /**
   * Makes the rows around a changed position again.
   * @returns the first position that is sure to be as it was.
   */
  refresh(position: number): number {
    for (let at = position; at < this.starts.length; at += 1) {
      const start = this.startFor(at);
      // A row has one card of a lane at most: three positions on, nothing of this change is left.
      if (start === this.starts[at] && at > position + 2) return at;
      this.starts[at] = start;
    }
    return this.starts.length;
  }

  /** Position of the first item of the row that a position is shown in. */
  startOf(position: number): number {
    return this.starts[position] ?? position;
  }

  /** Positions shown in the row that begins here; empty where none does. */
  membersOf(start: number): number[] {
    if (this.startOf(start) !== start) return [];
    const members = [start];
    for (let at = start + 1; this.starts[at] === start; at += 1) members.push(at);
    return members;
  }

  private startFor(position: number): number {
    if (position === 0) return 0;
    const start = this.startOf(position - 1);
    return this.joins(position, start) ? start : position;
  }

  private joins(position: number, start: number): boolean {
    const card = this.source.itemAt(position);
    if (card?.kind !== "card") return false;
    let overlaps = false;
    for (let at = start; at < position; at += 1) {
      const other = this.source.itemAt(at);
      if (other?.kind !== "card" || other.lane === card.lane) return false;
      if (card.at < this.endOf(other)) overlaps = true;
    }
    return overlaps;
  }

  private endOf(card: TraceCard): number {
    if (card.endedAt !== null) return card.endedAt;
    return this.source.isOpen(card) ? Number.POSITIVE_INFINITY : card.at + (card.ms ?? 0);
  }
}
