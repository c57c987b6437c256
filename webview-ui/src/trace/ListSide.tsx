// The columns: their heads and the list, or the sentence that says why nothing is in it.
import { isFiltering } from "../../../src/protocol/traceFilter";
import { useSelected } from "../store/useSelected";
import { EmptyTrace } from "./EmptyTrace";
import { FollowPill } from "./FollowPill";
import { LaneHeads } from "./LaneHeads";
import { TraceRows, type TraceRowsProps } from "./TraceRows";

interface ListSideProps extends TraceRowsProps {
  onClearFilter: () => void;
}

export function ListSide({ onClearFilter, ...rows }: ListSideProps) {
  const { list, control, follow, narrow } = rows;
  const empty = useSelected(list, () => list.length === 0 && list.finding !== "asking");
  return (
    <div className={narrow ? "trace-list trace-narrow" : "trace-list"}>
      <LaneHeads run={list.run} />
      {empty ? (
        <Nothing filtered={isFiltering(list.filter)} onClearFilter={onClearFilter} />
      ) : (
        <TraceRows {...rows} />
      )}
      <PageProblem list={list} />
      <FollowPill list={list} follow={follow} onFollow={() => control.current?.toEnd()} />
    </div>
  );
}

function Nothing({ filtered, onClearFilter }: { filtered: boolean; onClearFilter: () => void }) {
  if (!filtered) return <EmptyTrace icon="list-tree" text="Nothing has happened in this run yet." />;
  return (
    <EmptyTrace
      icon="filter"
      text="Nothing in this run matches the filter."
      action={{ label: "Clear filter", onPress: onClearFilter }}
    />
  );
}

function PageProblem({ list }: Pick<ListSideProps, "list">) {
  const problem = useSelected(list, () => list.pages.problem);
  if (problem === null) return null;
  return (
    <div role="alert" className="trace-page-problem">
      A part of the trace could not be read: {problem}
    </div>
  );
}
