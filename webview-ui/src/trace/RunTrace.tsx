// One run's trace: header, filter, time, columns and list, with the inspector beside or over it. Holds where the
// keyboard stands; what the person arranged is the pane's state.
import { useCallback, useEffect, useRef, useState } from "react";
import { noFilter, type TraceFilter } from "../../../src/protocol/traceFilter";
import { Inspector } from "../inspector/Inspector";
import { usePane } from "../store/paneContext";
import { Announcer } from "./Announcer";
import { Breadcrumbs } from "./Breadcrumbs";
import { FilterBar, focusFilter } from "./FilterBar";
import { ListSide } from "./ListSide";
import { Splitter } from "./Splitter";
import { TimeStrip } from "./TimeStrip";
import { TraceHeader } from "./TraceHeader";
import type { RowsControl } from "./TraceRows";
import { TaskWaysContext } from "./taskWays";
import type { TraceState } from "./traceState";
import { useChosenIndex } from "./useChosenIndex";
import { useShow } from "./useShow";
import { useTaskWalk } from "./useTaskWalk";
import { useTraceKeys } from "./useTraceKeys";
import { useTraceList } from "./useTraceList";
import { useWidth } from "./useWidth";

interface RunTraceProps {
  run: string;
  state: TraceState;
  change: (change: Partial<TraceState>) => void;
}

/** Pixels of the list; below, its columns become one. */
const narrowWidth = 700;
/** Pixels of the pane; below, the inspector covers the list. */
const besideWidth = 900;

export function RunTrace({ run, state, change }: RunTraceProps) {
  const desk = useDesk(run, state, change);
  const { list, control, cursor, stand, open, close, setFilter, walk } = desk;
  const [pane, setPane] = useState<HTMLElement | null>(null);
  const width = useWidth(pane) ?? 1200;
  const index = useChosenIndex(list, state.chosen, cursor);
  const beside = width >= besideWidth;
  const small = width < narrowWidth;
  const side = Math.min(state.width, width * 0.6);
  const listWidth = state.chosen !== null && beside ? width - side : width;
  const jump = async (at: number) => control.current?.toItem(await list.seek(at));
  return (
    <TaskWaysContext value={walk.ways}>
      <main ref={setPane} className={small ? "trace trace-small" : "trace"}>
        <TraceHeader run={run} small={small} />
        <FilterBar list={list} filter={state.filter} onFilter={setFilter} small={small} />
        <Breadcrumbs run={run} task={walk.task} />
        <TimeStrip run={run} onJump={(at) => void jump(at)} />
        <div className={beside ? "trace-body trace-beside" : "trace-body"}>
          <ListSide
            list={list}
            control={control}
            narrow={listWidth < narrowWidth}
            chosen={state.chosen}
            cursor={cursor}
            onCursor={stand}
            onOpen={open}
            follow={state.follow}
            onFollow={(follow) => change({ follow })}
            anchor={state.anchor}
            onAnchor={(anchor) => change({ anchor })}
            onClearFilter={() => setFilter(noFilter)}
          />
          {state.chosen === null ? null : (
            <div className="trace-side" style={beside ? { width: side } : {}}>
              {beside ? <Splitter width={side} onWidth={(wanted) => change({ width: wanted })} /> : null}
              <Inspector
                run={run}
                turn={state.chosen}
                index={index}
                tab={state.tab}
                onTab={(tab) => change({ tab })}
                onTask={walk.ways.toTask}
                onClose={close}
              />
            </div>
          )}
        </div>
        <Announcer run={run} />
      </main>
    </TaskWaysContext>
  );
}

/** What the parts of the pane do to one another, by mouse, key and the workbench's wish. */
function useDesk(run: string, state: TraceState, change: RunTraceProps["change"]) {
  const list = useTraceList(run, state.filter);
  const control = useRef<RowsControl>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  // What was arranged for another run is not for this one.
  useEffect(() => {
    if (state.run === run) return;
    const fresh = state.run === null ? {} : { chosen: null, anchor: null, follow: true, filter: noFilter };
    change({ run, ...fresh });
  }, [run, state.run, change]);
  const setFilter = useCallback((filter: TraceFilter) => change({ filter }), [change]);
  const open = useCallback(
    (turn: string, index: number) => {
      setCursor(index);
      const item = list.heldItem(index);
      // What is over is read where it stands; what still streams is followed on.
      const streams = item?.kind === "card" && item.endedAt === null;
      change(streams ? { chosen: turn } : { chosen: turn, follow: false });
    },
    [change, list],
  );
  // With the inspector open, it shows the card the keyboard stands on.
  const stand = useCallback(
    (index: number | null) => {
      setCursor(index);
      const item = index === null || state.chosen === null ? null : list.heldItem(index);
      if (item?.kind === "card" && item.turn !== state.chosen) change({ chosen: item.turn });
    },
    [change, list, state.chosen],
  );
  const close = useCallback(() => {
    change({ chosen: null });
    control.current?.focus();
  }, [change]);
  const { store } = usePane();
  const show = (index: number) => control.current?.toItem(index);
  const walk = useTaskWalk({ store, list, state, change, cursor, setCursor, show });
  const toStep = (step: string) => setFilter({ ...noFilter, step });
  useShow(list, { open, toItem: walk.toItem, toStep });
  useTraceKeys({
    step: (by) => control.current?.step(by),
    toEnd: () => control.current?.toEnd(),
    toTop: () => control.current?.toTop(),
    focusFilter,
    walk: walk.walk,
    close: () => {
      if (state.chosen === null) return false;
      close();
      return true;
    },
  });
  return { list, control, cursor, stand, open, close, setFilter, walk };
}
