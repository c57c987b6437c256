// Carries out the moves between tasks: sets what is shown, and finds the card one came from.
import { useEffect, useMemo, useRef, useState } from "react";
import { isFiltering, matchesFilter, noFilter } from "../../../src/protocol/traceFilter";
import type { PaneStore } from "../store/paneStore";
import { crumbsOf, moved, type TaskMove } from "./crumbs";
import type { TaskWays } from "./taskWays";
import type { TraceList } from "./traceList";
import type { TraceState } from "./traceState";

interface Walk {
  /** The task one looks at; null for none. */
  task: string | null;
  ways: TaskWays;
  /** @returns whether there was a way. */
  walk: (move: TaskMove) => boolean;
  /** Shows an item, though a filter holds it back. */
  toItem: (index: number) => void;
}

interface WalkParts {
  store: PaneStore;
  list: TraceList;
  state: TraceState;
  change: (change: Partial<TraceState>) => void;
  cursor: number | null;
  setCursor: (index: number | null) => void;
  /** Brings an item of the list into view and stands on it. */
  show: (index: number) => void;
}

export function useTaskWalk({ store, list, state, change, cursor, setCursor, show }: WalkParts): Walk {
  const { filter, chosen } = state;
  const [wanted, setWanted] = useState<number | null>(null);
  const task = filter.task ?? taskOf(chosen) ?? (cursor === null ? null : itemTask(list, cursor));
  // After the list shows all again: its own change of filter comes before this.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wish is carried out once.
  useEffect(() => {
    if (wanted === null || isFiltering(filter)) return;
    const frame = requestAnimationFrame(() => {
      setWanted(null);
      show(wanted);
    });
    return () => cancelAnimationFrame(frame);
  }, [wanted, filter]);
  const toItem = (index: number) => {
    const item = list.heldItem(index);
    if (!isFiltering(filter) || (item && matchesFilter(item, filter))) return show(index);
    change({ filter: noFilter, follow: false });
    setWanted(index);
  };
  const toTask = (to: string | null) => {
    const turns = to === null ? 0 : (store.view(list.run)?.tasks[to]?.turns ?? 0);
    // An open inspector goes along, to the task's first turn.
    const turn = chosen !== null && turns > 0 ? `${to}.1` : null;
    change({ filter: { ...noFilter, task: to }, chosen: turn });
    setCursor(null);
  };
  const toTurn = (turn: string) => {
    void list.find({ turn }).then((index) => {
      if (index === null) return;
      if (chosen !== null) change({ chosen: turn });
      toItem(index);
    });
  };
  const ways = useSameWays({ toTask, toTurn });
  const walk = (move: TaskMove): boolean => {
    const view = store.view(list.run);
    const to = view ? moved(crumbsOf(view, task), move) : undefined;
    if (to === undefined) return false;
    toTask(to);
    return true;
  };
  return { task, ways, walk, toItem };
}

/** The same object for as long as the pane stands, so that no card is drawn anew for it. */
function useSameWays(ways: TaskWays): TaskWays {
  const held = useRef(ways);
  held.current = ways;
  return useMemo<TaskWays>(
    () => ({
      toTask: (task) => held.current.toTask(task),
      toTurn: (turn) => held.current.toTurn(turn),
    }),
    [],
  );
}

/** `t3` of `t3.2`. */
function taskOf(turn: string | null): string | null {
  return turn === null ? null : turn.slice(0, turn.lastIndexOf("."));
}

function itemTask(list: TraceList, index: number): string | null {
  return list.heldItem(index)?.task ?? null;
}
