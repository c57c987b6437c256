// The trace pane: chooses what stands in it. The run's trace, or the sentence that says why there is none.
import { usePane } from "../store/paneContext";
import { useSelected } from "../store/useSelected";
import { Spinner } from "../ui/Spinner";
import { EmptyTrace } from "./EmptyTrace";
import { RunTrace } from "./RunTrace";
import { useShownRun } from "./useShownRun";
import { useTraceState } from "./useTraceState";
import { WaitingRun } from "./WaitingRun";

export function TracePane() {
  const { store } = usePane();
  const [state, change] = useTraceState();
  const { run, known } = useShownRun(state.run);
  const problem = useSelected(store, () => (run === null ? null : (store.run(run)?.problem ?? null)));
  const answered = useSelected(store, () => store.hostState !== null);
  const there = useSelected(
    store,
    () => run === null || store.runs === null || store.runs.some((summary) => summary.run === run),
  );
  if (run !== null && known) {
    return (
      <>
        {problem === null ? null : (
          <div role="alert" className="trace-damaged">
            The run's log is damaged and cannot be shown further: {problem}
          </div>
        )}
        <RunTrace key={run} run={run} state={state} change={change} />
      </>
    );
  }
  if (!answered)
    return (
      <div className="trace-empty">
        <Spinner label="the trace is being read" />
      </div>
    );
  if (run === null)
    return <EmptyTrace icon="list-tree" text="No run is shown here. Choose one in the Kilo sidebar." />;
  if (!there)
    return (
      <EmptyTrace icon="trash" text={`The run ${run} is not there any more. It may have been deleted.`} />
    );
  return <WaitingRun run={run} />;
}
