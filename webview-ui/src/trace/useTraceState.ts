// The arranged state of the pane, restored when it opens and kept by the workbench a moment after each change.
import { useCallback, useEffect, useRef, useState } from "react";
import { usePane } from "../store/paneContext";
import { readTraceState, type TraceState } from "./traceState";

/** Milliseconds. */
const pause = 200;

export function useTraceState(): [TraceState, (change: Partial<TraceState>) => void] {
  const { host } = usePane();
  const [state, setState] = useState(() => readTraceState(host.readState()));
  const latest = useRef(state);
  latest.current = state;
  const kept = useRef<string | null>(null);
  useEffect(() => {
    // A pane without its run is not opened again, so that is kept at once.
    if (state.run !== kept.current) {
      kept.current = state.run;
      host.writeState(state);
      return;
    }
    const timer = setTimeout(() => host.writeState(state), pause);
    return () => clearTimeout(timer);
  }, [host, state]);
  useEffect(() => {
    const save = () => host.writeState(latest.current);
    window.addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", save);
    return () => {
      window.removeEventListener("pagehide", save);
      document.removeEventListener("visibilitychange", save);
    };
  }, [host]);
  const change = useCallback(
    (part: Partial<TraceState>) => setState((before) => ({ ...before, ...part })),
    [],
  );
  return [state, change];
}
