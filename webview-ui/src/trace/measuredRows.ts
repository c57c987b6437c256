// How tall the rows of a trace's list are: as they were measured, else as they are foreseen. Takes in what the list says
// of its rows and what the page says of those that are drawn.
import type { TraceItem } from "../../../src/protocol/traceItem";
import { RowHeights } from "./rowHeights";
import { RowPlaces } from "./rowPlaces";
import type { RowChange, TraceList } from "./traceList";

/** What the heights are made from. */
type RowList = Pick<TraceList, "length" | "rowOf" | "rowAt" | "itemAt" | "isOpen">;

export class MeasuredRows {
  readonly places = new RowPlaces();
  /** The items of a row stand one below the other. */
  narrow = false;
  private readonly heights = new RowHeights();

  constructor(private readonly list: RowList) {
    this.reset();
  }

  /** Forgets what was measured of the rows; what was learnt of their shapes stays. */
  reset(): void {
    this.places.reset(this.list.length, this.foresee);
  }

  /** Takes in rows that the list has more or fewer. */
  grow(): void {
    if (this.places.length !== this.list.length) this.places.grow(this.list.length, this.foresee);
  }

  /** @param isDrawn whether a row's element is there and will tell of its height itself. */
  refresh({ from, to, fetched }: Exclude<RowChange, "all">, isDrawn: (position: number) => boolean): void {
    const { places } = this;
    for (let at = from; at < Math.min(to, places.length); at += 1) {
      if (this.list.rowOf(at) !== at) places.set(at, 0, false);
      else if (isDrawn(at) && places.heightOf(at) > 0) continue;
      // What was measured before its page was let go is as it was.
      else if (!fetched || !places.isMeasured(at)) places.set(at, this.foresee(at), false);
    }
  }

  /** @param element of a row: its `data-row` is the position. @param height pixels, as the width. */
  measured(element: HTMLElement, height: number, width: number): void {
    const position = Number(element.dataset.row);
    if (!element.isConnected || this.list.rowOf(position) !== position) return;
    const members = this.list.rowAt(position);
    const item = members.length === 1 ? this.list.itemAt(position) : null;
    this.places.set(position, height, item !== null || members.length > 1);
    if (item && this.isSettled(item)) this.heights.learn(item, height, width);
  }

  private isSettled(item: TraceItem): boolean {
    return item.kind === "mark" || !this.list.isOpen(item);
  }

  private readonly foresee = (position: number): number =>
    this.heights.foresee(
      this.list.rowAt(position).map((member) => this.list.itemAt(member)),
      this.narrow,
    );
}
