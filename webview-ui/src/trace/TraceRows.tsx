// The list of marks and cards: only what is looked at is drawn. Arrow keys move between cards, Enter opens one.
import {
  type CSSProperties,
  type HTMLAttributes,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useSelected } from "../store/useSelected";
import type { RowWindow } from "./rowWindow";
import { TraceRow } from "./TraceRow";
import type { TraceList } from "./traceList";
import { useRows } from "./useRows";
import { useWidth } from "./useWidth";

/** How others move the list. */
export interface RowsControl {
  toEnd(): void;
  toTop(): void;
  /** Shows an item and stands on it. */
  toItem(index: number): void;
  /** Moves to the next or previous card. */
  step(by: 1 | -1): void;
  focus(): void;
}

export interface Anchor {
  index: number;
  offset: number;
}

export interface TraceRowsProps {
  list: TraceList;
  control: RefObject<RowsControl | null>;
  narrow: boolean;
  chosen: string | null;
  cursor: number | null;
  onCursor: (index: number | null) => void;
  onOpen: (turn: string, index: number) => void;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  /** Where the view stood when it was left; null for the end. */
  anchor: Anchor | null;
  onAnchor: (anchor: Anchor) => void;
}

export function TraceRows(props: TraceRowsProps) {
  const { list, narrow, chosen, cursor } = props;
  useSelected(list, () => list.version);
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const { follow, onFollow } = props;
  const kept = cursor === null ? null : list.positionOf(cursor);
  const rows = useRows({ list, scroller, narrow, kept, follow, onFollow });
  useControl(props, rows, scroller);
  useAnchor(props, rows, scroller);
  useChosenInView(props, rows, scroller);
  const events = feedEvents(props);
  const { first, end, before, after, from } = rows.shown;
  const stop = cursor ?? list.indexAt(from);
  return (
    <div ref={setScroller} className="trace-scroller">
      <div
        role="feed"
        aria-label="Trace of the run"
        aria-busy={list.finding === "asking"}
        className={narrow ? "trace-rows" : "trace-rows trace-rows-wide"}
        style={{ paddingTop: before, paddingBottom: after }}
        {...events}
      >
        {rows.rows(kept).map((position) => {
          const members = list.rowAt(position);
          return (
            <div
              key={list.indexAt(position)}
              ref={rows.watch}
              data-row={position}
              className="trace-place"
              style={position < first || position >= end ? apart(rows.startOf(position)) : inFlow}
            >
              <TraceRow
                run={list.run}
                indices={members.map((member) => list.indexAt(member))}
                items={members.map((member) => list.itemAt(member))}
                total={list.total}
                cursor={stop}
                chosen={chosen}
                narrow={narrow}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

const inFlow: CSSProperties = { position: "relative" };

/** Of a row that is drawn though it is far from the view. */
function apart(start: number): CSSProperties {
  return { transform: `translateY(${start}px)` };
}

/** One set of listeners for all cards: a click or Enter opens one, the focus moves the cursor. */
function feedEvents({ cursor, onCursor, onOpen }: TraceRowsProps): HTMLAttributes<HTMLDivElement> {
  const open = (target: EventTarget) => {
    const card = (target as Element).closest<HTMLElement>("[data-item]");
    if (!card) return;
    const index = Number(card.dataset.item);
    onCursor(index);
    if (card.dataset.turn !== undefined) onOpen(card.dataset.turn, index);
  };
  return {
    onClick(event) {
      if (document.getSelection()?.isCollapsed ?? true) open(event.target);
    },
    onKeyDown(event) {
      if (event.key !== "Enter" || event.target !== document.activeElement) return;
      if (!(event.target as Element).matches("[data-item]")) return;
      event.preventDefault();
      open(event.target);
    },
    onFocus(event) {
      const { item } = event.target.dataset;
      if (item !== undefined && Number(item) !== cursor) onCursor(Number(item));
    },
  };
}

function useControl(props: TraceRowsProps, rows: RowWindow, scroller: HTMLElement | null): void {
  const { list, control, cursor, onCursor, onFollow } = props;
  const wantsFocus = useRef(false);
  useLayoutEffect(() => {
    if (!wantsFocus.current || cursor === null) return;
    const item = scroller?.querySelector<HTMLElement>(`[data-item="${cursor}"]`);
    if (!item) return;
    wantsFocus.current = false;
    item.focus({ preventScroll: true });
  });
  const stand = (position: number, align: "auto" | "center") => {
    wantsFocus.current = true;
    if (align === "center") onFollow(false);
    onCursor(list.indexAt(position));
    rows.goTo({ position: list.rowOf(position), align });
  };
  useImperativeHandle(control, () => ({
    toEnd: () => {
      onFollow(true);
      rows.goTo("end");
    },
    toTop: () => {
      onFollow(false);
      rows.goTo({ position: 0, align: "start" });
    },
    toItem: (index) => stand(list.positionOf(index), "center"),
    step: (by) => {
      const next = nextCard(list, startOf(list, cursor, rows, by), by);
      if (next === null) return;
      if (by === -1) onFollow(false);
      stand(next, "auto");
    },
    focus: () => {
      wantsFocus.current = true;
      onCursor(cursor ?? list.indexAt(rows.shown.from));
    },
  }));
}

/** Where a step begins: at the card the keyboard stands on, else at what is looked at. */
function startOf(list: TraceList, cursor: number | null, { shown }: RowWindow, by: 1 | -1): number {
  if (cursor !== null) return list.positionOf(cursor);
  return by === 1 ? shown.from - 1 : shown.to + 1;
}

/** The next position with a card, or with something that is not held yet. */
function nextCard(list: TraceList, from: number, by: 1 | -1): number | null {
  for (let at = from + by; at >= 0 && at < list.length; at += by) {
    const item = list.itemAt(at);
    if (!item || item.kind === "card") return at;
  }
  return null;
}

/** Stands where the person left the view, and tells where that is. */
function useAnchor(props: TraceRowsProps, rows: RowWindow, scroller: HTMLElement | null): void {
  const { list, anchor, follow, onAnchor } = props;
  const placed = useRef(false);
  const ready = list.length > 0 && scroller !== null;
  useLayoutEffect(() => {
    if (!ready || placed.current) return;
    placed.current = true;
    if (follow || !anchor) rows.goTo("end");
    else rows.goTo({ position: list.rowOf(list.positionOf(anchor.index)), align: "start" });
  });
  // With another filter the same item is elsewhere.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another filter moves the view.
  useLayoutEffect(() => {
    if (placed.current && !follow && anchor)
      rows.goTo({ position: list.rowOf(list.positionOf(anchor.index)), align: "start" });
  }, [list.shown]);
  const last = useRef({ list, onAnchor });
  last.current = { list, onAnchor };
  useEffect(() => {
    if (!scroller) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      const { list: shown, onAnchor: told } = last.current;
      const { from } = rows.shown;
      if (shown.length > 0) told({ index: shown.indexAt(from), offset: rows.top - rows.startOf(from) });
    };
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(tell, 200);
    };
    scroller.addEventListener("scroll", heard, { passive: true });
    return () => {
      scroller.removeEventListener("scroll", heard);
      clearTimeout(timer);
    };
  }, [rows, scroller]);
}

/** The opened card stays in view when the inspector takes its room from the list. */
function useChosenInView(props: TraceRowsProps, rows: RowWindow, scroller: HTMLElement | null): void {
  const { list, chosen, cursor, follow } = props;
  const width = useWidth(scroller);
  const item = cursor === null ? null : list.heldItem(cursor);
  const position =
    item?.kind === "card" && item.turn === chosen && cursor !== null ? list.positionOf(cursor) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another width has moved the card.
  useLayoutEffect(() => {
    if (position !== null && !follow) rows.goTo({ position: list.rowOf(position), align: "auto" });
  }, [position, width]);
}
