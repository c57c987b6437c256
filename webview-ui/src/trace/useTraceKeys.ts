// The keys of the trace pane. A key pressed where text is typed, in a menu or in a list of choices stays there.
import { useEffect, useRef } from "react";
import type { TaskMove } from "./crumbs";

export interface TraceKeys {
  step: (by: 1 | -1) => void;
  toEnd: () => void;
  toTop: () => void;
  focusFilter: () => void;
  /** Goes to another task. @returns whether there was one. */
  walk: (move: TaskMove) => boolean;
  /** @returns whether there was something to close. */
  close: () => boolean;
}

const ownKeys = "input, textarea, select, vscode-dropdown, [role=menu], [role=tablist], [role=separator]";

export function useTraceKeys(keys: TraceKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
        return;
      if (event.key === "Escape") {
        if (latest.current.close()) event.preventDefault();
        return;
      }
      const within = event.composedPath()[0];
      if (within instanceof Element && within.closest(ownKeys)) return;
      // Text that is read with the keyboard is scrolled with the keyboard.
      if (event.target instanceof Element && event.target.closest(".inspector") && event.key !== "/") return;
      const done = keyOf(event.key, latest.current);
      if (done) event.preventDefault();
    };
    window.addEventListener("keydown", heard);
    return () => window.removeEventListener("keydown", heard);
  }, []);
}

const moves: Record<string, TaskMove> = {
  p: "parent",
  P: "parent",
  c: "child",
  C: "child",
  ArrowLeft: "before",
  ArrowRight: "after",
};

function keyOf(key: string, keys: TraceKeys): boolean {
  const move = moves[key];
  if (move) return keys.walk(move);
  switch (key) {
    case "ArrowDown":
      keys.step(1);
      return true;
    case "ArrowUp":
      keys.step(-1);
      return true;
    case "End":
    case "f":
    case "F":
      keys.toEnd();
      return true;
    case "Home":
      keys.toTop();
      return true;
    case "/":
      keys.focusFilter();
      return true;
    default:
      return false;
  }
}
