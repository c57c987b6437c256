// The list's window on its rows: which are drawn, where, and how the view moves. Follows the end while it is there;
// scrolling up leaves the end, and only the person or a key brings it back.
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef } from "react";
import { estimateHeight } from "./estimateHeight";
import type { TraceList } from "./traceList";

/** Pixels from the end that still are the end. */
const nearEnd = 24;
/** Milliseconds between two questions for what is looked at. */
const lookEvery = 80;

interface RowsOptions {
  list: TraceList;
  scroller: HTMLElement | null;
  /** Position that stays drawn wherever the view is: the keyboard stands on it. */
  kept: number | null;
  follow: boolean;
  onFollow: (follow: boolean) => void;
}

export function useRows({ list, scroller, kept, follow, onFollow }: RowsOptions) {
  const filtered = list.finding === "done" || list.finding === "failed";
  const byFilter = useCallback((position: number) => list.indexAt(position), [list]);
  const virtualizer = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroller,
    estimateSize: (position) =>
      list.rowOf(position) === position ? estimateHeight(list.itemAt(position)) : 0,
    ...(filtered ? { getItemKey: byFilter } : {}),
    overscan: 4,
    anchorTo: "end",
    followOnAppend: follow,
    scrollEndThreshold: nearEnd,
    scrollPaddingStart: 8,
    scrollPaddingEnd: 8,
    rangeExtractor: (range) => drawn(range, list, kept),
  });
  useLook(list, virtualizer.range?.startIndex ?? 0, virtualizer.range?.endIndex ?? 0);
  const size = virtualizer.getTotalSize();
  useFollow({ scroller, follow, onFollow, size, toEnd: () => virtualizer.scrollToEnd() });
  return virtualizer;
}

/** The visible positions, the beginning of the first one's row, and the kept one. */
function drawn(range: Range, list: TraceList, kept: number | null): number[] {
  const positions = new Set(defaultRangeExtractor(range));
  const [first] = positions;
  if (first !== undefined) positions.add(list.rowOf(first));
  if (kept !== null && kept >= 0 && kept < range.count) positions.add(list.rowOf(kept)).add(kept);
  return [...positions].sort((left, right) => left - right);
}

/** Fetches what is looked at, seldom enough for a fast scroll. */
function useLook(list: TraceList, from: number, to: number): void {
  const lookedAt = useRef(0);
  const version = list.version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version may have other items where one looks.
  useEffect(() => {
    const look = () => {
      lookedAt.current = Date.now();
      list.look(Math.max(0, from - 10), to + 10);
    };
    const wait = lookedAt.current + lookEvery - Date.now();
    if (wait <= 0) {
      look();
      return;
    }
    const timer = setTimeout(look, wait);
    return () => clearTimeout(timer);
  }, [list, from, to, version]);
}

interface FollowOptions {
  scroller: HTMLElement | null;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  /** Pixels of all rows; a card that grows moves the end as a new one does. */
  size: number;
  toEnd: () => void;
}

/** Milliseconds in which a scroll still is what the person did last; the list also scrolls by itself when it measures. */
const handTime = 600;
const handEvents = ["wheel", "touchmove", "pointerdown", "keydown"] as const;
// After the scroll bar was held, the next thing heard of the pointer may be that it moves or enters.
const letGoEvents = ["pointerup", "pointercancel", "mousemove"] as const;

/** Tells the end from elsewhere by what the person does to the view, and stays at the end while it moves. */
function useFollow({ scroller, follow, onFollow, size, toEnd }: FollowOptions): void {
  const state = useRef({ follow, top: 0, onFollow, toEnd });
  Object.assign(state.current, { follow, onFollow, toEnd });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another size has moved the end.
  useLayoutEffect(() => {
    if (follow && scroller) state.current.toEnd();
  }, [follow, scroller, size]);
  useLayoutEffect(() => {
    if (!scroller) return;
    let handAt = Number.NEGATIVE_INFINITY;
    const hand = (event: Event) => {
      // A pressed button may hold the scroll bar for as long as it likes.
      handAt = event.type === "pointerdown" ? Number.POSITIVE_INFINITY : performance.now();
    };
    const letGo = () => {
      if (handAt === Number.POSITIVE_INFINITY) handAt = performance.now();
    };
    const heard = () => {
      const { scrollTop, scrollHeight, clientHeight } = scroller;
      const atEnd = scrollHeight - clientHeight - scrollTop <= nearEnd;
      const up = scrollTop < state.current.top - 1 && performance.now() - handAt < handTime;
      state.current.top = scrollTop;
      if (atEnd && !state.current.follow) state.current.onFollow(true);
      else if (!atEnd && up && state.current.follow) state.current.onFollow(false);
    };
    for (const name of handEvents) scroller.addEventListener(name, hand, { passive: true });
    scroller.addEventListener("scroll", heard, { passive: true });
    for (const name of letGoEvents) window.addEventListener(name, letGo);
    const observer = new ResizeObserver(() => {
      if (state.current.follow) state.current.toEnd();
    });
    observer.observe(scroller);
    return () => {
      for (const name of handEvents) scroller.removeEventListener(name, hand);
      scroller.removeEventListener("scroll", heard);
      for (const name of letGoEvents) window.removeEventListener(name, letGo);
      observer.disconnect();
    };
  }, [scroller]);
}
