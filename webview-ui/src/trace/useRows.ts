// The list's window on its rows, for as long as the list is shown: draws when it says so, tells what is looked at, and
// follows the end while it is there; scrolling up leaves the end, and only the person or a key brings it back.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useSelected } from "../store/useSelected";
import { RowWindow } from "./rowWindow";
import type { TraceList } from "./traceList";
import { pageLength } from "./tracePages";

/** Pixels from the end that still are the end. */
const nearEnd = 24;
/** Milliseconds between two questions for what is looked at. */
const lookEvery = 80;

interface RowsOptions {
  list: TraceList;
  scroller: HTMLElement | null;
  narrow: boolean;
  /** Position that stays drawn wherever the view is: the keyboard stands on it. */
  kept: number | null;
  follow: boolean;
  onFollow: (follow: boolean) => void;
}

export function useRows({ list, scroller, narrow, kept, follow, onFollow }: RowsOptions): RowWindow {
  const [rows] = useState(() => new RowWindow(list));
  useSelected(rows, () => rows.version);
  useLayoutEffect(() => (scroller ? rows.open(scroller) : undefined), [rows, scroller]);
  useLayoutEffect(() => rows.drawn({ follows: follow, narrow, kept }));
  useLook(list, rows.shown.from, rows.shown.to);
  useFollow({ rows, scroller, follow, onFollow });
  return rows;
}

/** Fetches what is looked at and a page to both sides of it, seldom enough for a fast scroll. */
function useLook(list: TraceList, from: number, to: number): void {
  const lookedAt = useRef(0);
  const version = list.version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version may have other items where one looks.
  useEffect(() => {
    const look = () => {
      lookedAt.current = Date.now();
      list.look(Math.max(0, from - pageLength), to + pageLength);
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
  rows: RowWindow;
  scroller: HTMLElement | null;
  follow: boolean;
  onFollow: (follow: boolean) => void;
}

/** Milliseconds in which a scroll still is what the person did last; the list also scrolls by itself when it measures. */
const handTime = 600;
const handEvents = ["wheel", "touchmove", "pointerdown", "keydown"] as const;
// After the scroll bar was held, the next thing heard of the pointer may be that it moves or enters.
const letGoEvents = ["pointerup", "pointercancel", "mousemove"] as const;

/** Tells the end from elsewhere by what the person does to the view. */
function useFollow({ rows, scroller, follow, onFollow }: FollowOptions): void {
  const state = useRef({ follow, top: 0, onFollow });
  Object.assign(state.current, { follow, onFollow });
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
      const atEnd = rows.fromEnd <= nearEnd;
      const up = rows.top < state.current.top - 1 && performance.now() - handAt < handTime;
      state.current.top = rows.top;
      if (atEnd && !state.current.follow) state.current.onFollow(true);
      // At once: a fact that comes before the next drawing would bring the view back to the end.
      else if (!atEnd && up && state.current.follow) flushSync(() => state.current.onFollow(false));
    };
    for (const name of handEvents) scroller.addEventListener(name, hand, { passive: true });
    scroller.addEventListener("scroll", heard, { passive: true });
    for (const name of letGoEvents) window.addEventListener(name, letGo);
    return () => {
      for (const name of handEvents) scroller.removeEventListener(name, hand);
      scroller.removeEventListener("scroll", heard);
      for (const name of letGoEvents) window.removeEventListener(name, letGo);
    };
  }, [rows, scroller]);
}
