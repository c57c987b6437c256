// Keeps the keyboard near where it was. What it stands on takes no presses while a wish is carried out, and may be gone
// after it: the browser then puts it nowhere. Never takes it from who went elsewhere.
import { type FocusEvent, useEffect, useRef } from "react";

interface Kept {
  onFocus: (event: FocusEvent) => void;
  onBlur: (event: FocusEvent) => void;
}

/**
 * @param inStead stands in for what is gone.
 * @returns handlers for the element within which the focus is kept.
 */
export function useFocusKept(inStead: () => HTMLElement | null | undefined): Kept {
  const last = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const before = last.current;
    if (!before || !document.hasFocus()) return;
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (!isLost) return;
    if (takesFocus(before)) before.focus();
    else if (!before.isConnected) inStead()?.focus();
  });
  return {
    onFocus: ({ target }) => {
      last.current = target as HTMLElement;
    },
    onBlur: ({ target }) => {
      // Who leaves what could keep the focus goes elsewhere.
      if (takesFocus(target as HTMLElement)) last.current = null;
    },
  };
}

function takesFocus(element: HTMLElement): boolean {
  return element.isConnected && !(element as HTMLButtonElement).disabled;
}
