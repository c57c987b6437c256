// The list of marks and cards: only what is looked at is drawn. Arrow keys move between cards, Enter opens one.
import {
  type HTMLAttributes,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useSelected } from "../store/useSelected";
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
  const virtualizer = useRows({ list, scroller, kept, follow, onFollow });
  useControl(props, virtualizer, scroller);
  useAnchor(props, virtualizer, scroller);
  useChosenInView(props, virtualizer, scroller);
  const events = feedEvents(props);
  return (
    <div ref={setScroller} className="trace-scroller">
      <div
        role="feed"
        aria-label="Trace of the run"
        aria-busy={list.finding === "asking"}
        className={narrow ? "trace-rows" : "trace-rows trace-rows-wide"}
        style={{ height: virtualizer.getTotalSize() }}
        {...events}
      >
        {virtualizer.getVirtualItems().map(({ key, index: position, start }) => {
          const members = list.rowAt(position);
          return (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={position}
              className="trace-place"
              style={{ transform: `translateY(${start}px)` }}
            >
              {members.length === 0 ? null : (
                <TraceRow
                  run={list.run}
                  indices={members.map((member) => list.indexAt(member))}
                  items={members.map((member) => list.itemAt(member))}
                  total={list.total}
                  cursor={cursor ?? list.indexAt(virtualizer.range?.startIndex ?? 0)}
                  chosen={chosen}
                  narrow={narrow}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
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

type Rows = ReturnType<typeof useRows>;

function useControl(props: TraceRowsProps, virtualizer: Rows, scroller: HTMLElement | null): void {
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
    virtualizer.scrollToIndex(list.rowOf(position), { align });
  };
  useImperativeHandle(control, () => ({
    toEnd: () => {
      onFollow(true);
      virtualizer.scrollToEnd();
    },
    toTop: () => {
      onFollow(false);
      virtualizer.scrollToIndex(0, { align: "start" });
    },
    toItem: (index) => stand(list.positionOf(index), "center"),
    step: (by) => {
      const next = nextCard(list, startOf(list, cursor, virtualizer, by), by);
      if (next === null) return;
      if (by === -1) onFollow(false);
      stand(next, "auto");
    },
    focus: () => {
      wantsFocus.current = true;
      onCursor(cursor ?? list.indexAt(virtualizer.range?.startIndex ?? 0));
    },
  }));
}

/** Where a step begins: at the card the keyboard stands on, else at what is looked at. */
function startOf(list: TraceList, cursor: number | null, { range }: Rows, by: 1 | -1): number {
  if (cursor !== null) return list.positionOf(cursor);
  return by === 1 ? (range?.startIndex ?? 0) - 1 : (range?.endIndex ?? 0) + 1;
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
function useAnchor(props: TraceRowsProps, virtualizer: Rows, scroller: HTMLElement | null): void {
  const { list, anchor, follow, onAnchor } = props;
  const placed = useRef(false);
  const ready = list.length > 0 && scroller !== null;
  useLayoutEffect(() => {
    if (!ready || placed.current) return;
    placed.current = true;
    if (follow || !anchor) virtualizer.scrollToEnd();
    else virtualizer.scrollToIndex(list.positionOf(anchor.index), { align: "start" });
  });
  // With another filter the same item is elsewhere.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another filter moves the view.
  useLayoutEffect(() => {
    if (placed.current && !follow && anchor)
      virtualizer.scrollToIndex(list.positionOf(anchor.index), { align: "start" });
  }, [list.shown]);
  const last = useRef({ list, virtualizer, onAnchor });
  last.current = { list, virtualizer, onAnchor };
  useEffect(() => {
    if (!scroller) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      const { list: shown, virtualizer: rows, onAnchor: told } = last.current;
      const top = rows.getVirtualItemForOffset(scroller.scrollTop);
      if (top) told({ index: shown.indexAt(top.index), offset: scroller.scrollTop - top.start });
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
  }, [scroller]);
}

/** The opened card stays in view when the inspector takes its room from the list. */
function useChosenInView(props: TraceRowsProps, virtualizer: Rows, scroller: HTMLElement | null): void {
  const { list, chosen, cursor, follow } = props;
  const width = useWidth(scroller);
  const item = cursor === null ? null : list.heldItem(cursor);
  const position =
    item?.kind === "card" && item.turn === chosen && cursor !== null ? list.positionOf(cursor) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another width has moved the card.
  useLayoutEffect(() => {
    if (position !== null && !follow) virtualizer.scrollToIndex(list.rowOf(position), { align: "auto" });
  }, [position, width]);
}
