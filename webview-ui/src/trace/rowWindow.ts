// The window on a long list of rows: which rows are drawn, what stands for those that are not, and where the view is. Drawn
// rows stand in the page's own flow, so their heights are read after the page was laid out and move nothing by themselves.
// What is looked at stays where it is when something above it changes. Reads no layout while the list is scrolled.
import { sameParts } from "../store/useSelected";
import { type Align, aimedTop } from "./aimedTop";
import { MeasuredRows } from "./measuredRows";
import type { RowChange, TraceList } from "./traceList";

/** Pixels drawn beyond the view, so that a scroll finds rows where it goes. */
const beyond = 480;
/** Pixels by which that may be more or less: a row that is measured brings no other rows that nobody has measured. */
const slack = 240;
/** Pixels past the end that the page is asked for; it stops at its end. */
const margin = 8;
/** How often a jump is drawn and measured before it has to be good enough. */
const mostRounds = 8;

type Aim = "end" | { position: number; align: Align };

/** Positions from `first` to before `end` are drawn, with pixels before and after for the others. */
export interface Shown {
  first: number;
  end: number;
  before: number;
  after: number;
  /** First and last position in view. */
  from: number;
  to: number;
}

/** What the person arranged: the end is followed, the columns are one, a position stays drawn. */
interface Arranged {
  follows: boolean;
  narrow: boolean;
  kept: number | null;
}

export class RowWindow {
  version = 0;
  shown: Shown = { first: 0, end: 0, before: 0, after: 0, from: 0, to: 0 };
  private readonly measures: MeasuredRows;
  private readonly listeners = new Set<() => void>();
  private readonly elements = new Set<HTMLElement>();
  private observer: ResizeObserver | null = null;
  private scroller: HTMLElement | null = null;
  private follows = false;
  /** Drawn wherever the view is. */
  private kept = -1;
  /** Pixels of the view: its height, and where it will be once what is owed is paid. */
  height = 0;
  top = 0;
  private owed = 0;
  private aim: Aim | null = null;
  private rounds = 0;
  /** Heights of drawn rows were forgotten; no observer will tell them again. */
  private unsure = false;
  private frame = 0;

  constructor(private readonly list: TraceList) {
    this.measures = new MeasuredRows(list);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Begins to look through an element at what the list has. @returns ends it. */
  open(scroller: HTMLElement): () => void {
    this.scroller = scroller;
    this.height = scroller.clientHeight;
    this.top = scroller.scrollTop;
    const ends = [
      this.list.onRows((change) => this.changed(change)),
      this.list.subscribe(() => this.taken()),
    ];
    const scrolled = () => this.scrolled();
    scroller.addEventListener("scroll", scrolled, { passive: true });
    this.sizes.observe(scroller);
    for (const element of this.elements) this.sizes.observe(element);
    this.changed("all");
    this.taken();
    return () => {
      for (const end of ends) end();
      scroller.removeEventListener("scroll", scrolled);
      cancelAnimationFrame(this.frame);
      this.observer?.disconnect();
      this.observer = null;
      this.scroller = null;
    };
  }

  /** For a row's element: its `data-row` is the position. */
  readonly watch = (element: HTMLElement | null): (() => void) | undefined => {
    if (!element) return undefined;
    this.elements.add(element);
    if (this.scroller) this.sizes.observe(element);
    return () => {
      this.elements.delete(element);
      this.observer?.unobserve(element);
    };
  };

  /** Pixels from the end of the list. */
  get fromEnd(): number {
    return this.places.total - this.height - this.top;
  }

  startOf(position: number): number {
    return this.places.startOf(position);
  }

  /** Positions of the rows to draw, in their order. */
  rows(kept: number | null): number[] {
    const { first, end } = this.shown;
    const own = this.keptRow(kept);
    const rows = own >= 0 && own < first ? [own] : [];
    for (let at = first; at < end; at += 1) if (this.list.rowOf(at) === at) rows.push(at);
    if (own >= end) rows.push(own);
    return rows;
  }

  private keptRow(kept: number | null): number {
    return kept === null || kept < 0 || kept >= this.list.length ? -1 : this.list.rowOf(kept);
  }

  /** Where the view goes with the next drawing, and stays until what is there has been measured. */
  goTo(aim: Aim): void {
    this.aim = aim;
    this.rounds = 0;
    this.tell();
  }

  /** Call it after each drawing, before it is painted. */
  drawn({ follows, narrow, kept }: Arranged): void {
    const turned = narrow !== this.measures.narrow;
    const sure = !turned && !this.unsure && follows === this.follows;
    this.measures.narrow = narrow;
    [this.follows, this.kept] = [follows, this.keptRow(kept)];
    if (turned) this.changed("all");
    if (!this.scroller) return;
    if (this.unsure || this.aim !== null) this.measureAll();
    if (this.aim !== null) this.takeAim(this.aim);
    else {
      this.pay();
      if (!sure && this.look()) this.tell();
    }
  }

  private get sizes(): ResizeObserver {
    this.observer ??= new ResizeObserver((entries) => this.resized(entries));
    return this.observer;
  }

  private get places() {
    return this.measures.places;
  }

  /** Changes heights while what is looked at stays where it is. */
  private hold(change: () => void): void {
    const anchor = this.places.at(this.top);
    const start = this.places.startOf(anchor);
    change();
    const moved = this.places.startOf(this.list.rowOf(anchor)) - start;
    this.owed += moved;
    this.top += moved;
  }

  private changed(change: RowChange): void {
    this.hold(() => {
      this.unsure ||= change === "all";
      if (change === "all") this.measures.reset();
      else this.measures.refresh(change, this.isDrawn);
    });
  }

  private readonly isDrawn = (position: number): boolean =>
    (position >= this.shown.first && position < this.shown.end) || position === this.kept;

  /** The list has told all of a change. */
  private taken(): void {
    this.measures.grow();
    if (this.look()) this.tell();
  }

  private scrolled(): void {
    if (!this.scroller) return;
    const { scrollTop } = this.scroller;
    // Who scrolls by hand has left where the view was sent.
    if (Math.abs(scrollTop + this.owed - this.top) > 1) this.aim = null;
    this.top = scrollTop + this.owed;
    if (this.look()) this.tell();
  }

  /** After the page was laid out and before it is painted: what is written here is seen with it. */
  private resized(entries: readonly ResizeObserverEntry[]): void {
    const { scroller } = this;
    if (!scroller) return;
    this.top = scroller.scrollTop + this.owed;
    this.hold(() => {
      for (const { target, borderBoxSize, contentRect } of entries) {
        if (target === scroller) this.height = contentRect.height;
        else
          this.measures.measured(target as HTMLElement, borderBoxSize[0]?.blockSize ?? 0, contentRect.width);
      }
    });
    this.pay(true);
    // Rows drawn in this frame could not be measured in it, and those beyond the view can wait.
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (this.look()) this.tell();
    });
  }

  private measureAll(): void {
    this.unsure = false;
    this.hold(() => {
      for (const element of this.elements) {
        const { height, width } = element.getBoundingClientRect();
        this.measures.measured(element, height, width);
      }
    });
  }

  /** Moves the view by what changed above it, or to the end where that is followed. */
  private pay(moved = false): void {
    if (this.owed === 0 && !(moved && this.follows)) return;
    this.moveTo(this.follows ? this.end : this.top);
  }

  private get end(): number {
    return Math.max(0, this.places.total - this.height);
  }

  private moveTo(top: number): void {
    const { scroller } = this;
    if (!scroller) return;
    // Past the end it is held by the page, which knows the end to the pixel.
    scroller.scrollTop = top >= this.end - 1 ? top + margin : top;
    this.top = scroller.scrollTop;
    this.owed = 0;
  }

  private takeAim(aim: Aim): void {
    this.owed = 0;
    this.top = aim === "end" || this.follows ? this.end : this.topFor(aim.position, aim.align);
    this.rounds += 1;
    if (this.look() && this.rounds < mostRounds) {
      this.tell();
      return;
    }
    this.moveTo(this.top);
    this.rounds = 0;
    if (this.isAllHeld()) this.aim = null;
  }

  /** What is not read yet will have another height. */
  private isAllHeld(): boolean {
    for (let at = this.shown.first; at < this.shown.end; at += 1) if (!this.list.itemAt(at)) return false;
    return true;
  }

  private topFor(position: number, align: Align): number {
    const row = { start: this.places.startOf(position), height: this.places.heightOf(position) };
    const top = aimedTop({ row, view: this, align });
    return Math.min(Math.max(0, top), this.end);
  }

  /** @returns whether something else is to be drawn. */
  private look(): boolean {
    const { places, height, shown } = this;
    const top = this.follows && this.aim === null ? this.end : this.top;
    const isNear = (position: number, offset: number) =>
      position <= places.length && Math.abs(places.startOf(position) - offset) <= slack;
    const [low, high] = [top - beyond, top + height + beyond];
    const isKept = isNear(shown.first, low) && this.list.rowOf(shown.first) === shown.first;
    const first = isKept ? shown.first : places.at(low);
    const end = isNear(shown.end, high) ? shown.end : places.length === 0 ? 0 : places.at(high) + 1;
    const next: Shown = {
      first,
      end,
      before: places.startOf(first),
      after: Math.max(0, places.total - places.startOf(end)),
      from: places.at(top),
      to: places.at(top + height),
    };
    if (sameParts(next, shown)) return false;
    this.shown = next;
    return true;
  }

  private tell(): void {
    this.version += 1;
    for (const listener of [...this.listeners]) listener();
  }
}
