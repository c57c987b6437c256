// One row of the list: a mark across all columns, or the cards of different lanes that worked at one time.
import { memo } from "react";
import type { TraceItem } from "../../../src/protocol/traceItem";
import { MarkRow } from "./MarkRow";
import { TurnCard } from "./TurnCard";

interface TraceRowProps {
  run: string;
  /** Index of each item of the row, and the item, null while its page is on its way. */
  indices: number[];
  items: (TraceItem | null)[];
  /** Items of the whole list. */
  total: number;
  /** The item the keyboard stands on. */
  cursor: number | null;
  /** The turn in the inspector. */
  chosen: string | null;
  narrow: boolean;
}

export const TraceRow = memo(
  function TraceRow({ run, indices, items, total, cursor, chosen, narrow }: TraceRowProps) {
    return (
      <div className={`trace-row${narrow ? " trace-row-narrow" : ""}`}>
        {indices.map((index, at) => {
          const item = items[at] ?? null;
          const at0 = { "aria-posinset": index + 1, "aria-setsize": total, "data-item": index };
          const tabIndex = index === cursor ? 0 : -1;
          if (!item)
            return (
              <article key={index} {...at0} tabIndex={tabIndex} className="trace-unknown" aria-busy="true">
                <span className="kilo-hidden">item {index + 1} is being read</span>
              </article>
            );
          if (item.kind === "mark")
            return (
              <article
                key={index}
                {...at0}
                tabIndex={tabIndex}
                className={`trace-mark mark-${item.mark} mark-state-${item.state}`}
              >
                <MarkRow run={run} mark={item} />
              </article>
            );
          const classes = `trace-card lane-${item.lane} card-state-${item.state}`;
          return (
            <article
              key={index}
              {...at0}
              tabIndex={tabIndex}
              aria-label={`Turn ${item.number}, ${item.role}: ${item.title}`}
              aria-current={item.turn === chosen}
              data-turn={item.turn}
              className={item.turn === chosen ? `${classes} card-chosen` : classes}
            >
              <TurnCard run={run} card={item} laneShown={narrow} />
            </article>
          );
        })}
      </div>
    );
  },
  (before, after) =>
    before.run === after.run &&
    before.narrow === after.narrow &&
    sameList(before.indices, after.indices) &&
    sameList(before.items, after.items) &&
    // The length grows with every item; it is told with the next change that shows.
    stands(before) === stands(after) &&
    shownChoice(before) === shownChoice(after),
);

function sameList(left: unknown[], right: unknown[]): boolean {
  return left.length === right.length && left.every((entry, at) => entry === right[at]);
}

function stands({ indices, cursor }: TraceRowProps): number | null {
  return cursor !== null && indices.includes(cursor) ? cursor : null;
}

function shownChoice({ items, chosen }: TraceRowProps): string | null {
  return items.some((item) => item?.kind === "card" && item.turn === chosen) ? chosen : null;
}
