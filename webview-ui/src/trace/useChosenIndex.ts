// Where the card of the chosen turn is: looked up in what is held, else asked for.
import { useEffect, useState } from "react";
import type { TraceList } from "./traceList";

/** @param hint the item the turn was chosen on, where it was chosen by hand. */
export function useChosenIndex(list: TraceList, turn: string | null, hint: number | null): number | null {
  const [found, setFound] = useState<{ turn: string; index: number } | null>(null);
  const item = hint === null ? null : list.heldItem(hint);
  const known = item?.kind === "card" && item.turn === turn ? hint : null;
  useEffect(() => {
    if (turn === null) return;
    if (known !== null) {
      setFound({ turn, index: known });
      return;
    }
    let left = false;
    void list.find({ turn }).then((index) => {
      if (!left && index !== null) setFound({ turn, index });
    });
    return () => {
      left = true;
    };
  }, [list, turn, known]);
  return known ?? (found?.turn === turn ? found.index : null);
}
