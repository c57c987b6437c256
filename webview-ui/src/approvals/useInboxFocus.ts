// Which card of the inbox is the current one, and where the focus goes when a card leaves: to the next, so that a row of
// approvals can be answered from the keyboard.
import { useEffect, useRef, useState } from "react";
import type { CardHandle } from "./ApprovalCard";

export interface InboxFocus {
  /** Key of the card in the tab order; null where there is none. */
  current: string | null;
  /** Handle of the current card. */
  handle: () => CardHandle | null;
  onFocus: (key: string) => void;
  onHandle: (key: string, handle: CardHandle | null) => void;
  /** Focuses a card; null for the one behind the current. */
  go: (key: string | null) => void;
}

/** @param keys of the cards, in order. */
export function useInboxFocus(keys: readonly string[]): InboxFocus {
  const [wanted, setWanted] = useState<string | null>(null);
  const handles = useRef(new Map<string, CardHandle>());
  const before = useRef<{ keys: readonly string[]; within: boolean }>({ keys: [], within: false });
  const current = wanted !== null && keys.includes(wanted) ? wanted : (keys[0] ?? null);
  useEffect(() => {
    const last = before.current;
    const gone = wanted !== null && last.keys.includes(wanted) && !keys.includes(wanted);
    // Whoever works elsewhere keeps the focus; only that of a card that left is passed on.
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (gone && last.within && lost) {
      const place = last.keys.indexOf(wanted);
      const next = last.keys.slice(place + 1).find((key) => keys.includes(key)) ?? keys[0] ?? null;
      // Nor is it taken back from the editor or the command palette, which may have it by now.
      if (next !== null && document.hasFocus()) handles.current.get(next)?.focus();
      setWanted(next);
    }
    before.current = { keys, within: !gone && last.within };
  });
  return {
    current,
    handle: () => (current === null ? null : (handles.current.get(current) ?? null)),
    onFocus: (key) => {
      before.current.within = true;
      if (key !== wanted) setWanted(key);
    },
    onHandle: (key, handle) => {
      if (handle) handles.current.set(key, handle);
      else handles.current.delete(key);
    },
    go: (key) => {
      // Who comes from elsewhere is led to the current card first.
      const within = document.activeElement?.closest(".kilo-cards") !== null;
      const at = current === null ? -1 : keys.indexOf(current) - (within ? 0 : 1);
      const target = key ?? keys[(at + 1) % Math.max(1, keys.length)] ?? null;
      if (target !== null) handles.current.get(target)?.focus();
    },
  };
}
