// Looks for words in what a part of the page shows and marks them with the browser's own highlights: the page itself
// is not changed.
import { useEffect, useLayoutEffect, useState } from "react";

export interface Found {
  count: number;
  /** From 1; 0 where nothing was found. */
  at: number;
  next: () => void;
  previous: () => void;
}

const mostFound = 2000;
const [allName, nowName] = ["kilo-found", "kilo-found-now"];

/**
 * @param words looked for without regard to case; empty for nothing.
 * @param shown another value whenever the page shows something else.
 */
export function useFind(page: HTMLElement | null, words: string, shown: unknown): Found {
  const [ranges, setRanges] = useState<Range[]>([]);
  const [at, setAt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is what it is looked through for.
  useEffect(() => {
    // After the page has drawn what the words opened.
    const frame = requestAnimationFrame(() => {
      const found = page && words.trim() ? rangesOf(page, words.trim()) : [];
      setRanges(found);
      setAt((before) => (found.length === 0 ? 0 : Math.min(before, found.length - 1)));
    });
    return () => cancelAnimationFrame(frame);
  }, [page, words, shown]);
  useLayoutEffect(() => {
    const current = ranges[at];
    CSS.highlights.set(allName, new Highlight(...ranges));
    CSS.highlights.set(nowName, new Highlight(...(current ? [current] : [])));
    if (page && current) scrollTo(page, current);
    return () => {
      CSS.highlights.delete(allName);
      CSS.highlights.delete(nowName);
    };
  }, [page, ranges, at]);
  const count = ranges.length;
  const move = (by: number) => setAt((before) => (count === 0 ? 0 : (before + by + count) % count));
  return { count, at: count === 0 ? 0 : at + 1, next: () => move(1), previous: () => move(-1) };
}

function rangesOf(page: HTMLElement, words: string): Range[] {
  const wanted = words.toLowerCase();
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  const ranges: Range[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue?.toLowerCase() ?? "";
    for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, from + wanted.length);
      ranges.push(range);
      if (ranges.length >= mostFound) return ranges;
    }
  }
  return ranges;
}

function scrollTo(page: HTMLElement, range: Range): void {
  const scroller = page.scrollHeight > page.clientHeight + 1 ? page : page.closest<HTMLElement>(".inspector");
  if (!scroller) return;
  // A part that was never drawn has no place yet: its element is brought near first.
  if (range.getBoundingClientRect().height === 0)
    range.startContainer.parentElement?.scrollIntoView({ block: "center" });
  const [{ top, bottom }, view] = [range.getBoundingClientRect(), scroller.getBoundingClientRect()];
  if (top < view.top + 60 || bottom > view.bottom - 8) scroller.scrollTop += top - view.top - view.height / 2;
}
