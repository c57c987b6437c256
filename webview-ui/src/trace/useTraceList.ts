// The list of a run for as long as it is shown, with the filter that is set.
import { useEffect, useState } from "react";
import { isFiltering, type TraceFilter } from "../../../src/protocol/traceFilter";
import { usePane } from "../store/paneContext";
import { TraceList } from "./traceList";

export function useTraceList(run: string, filter: TraceFilter): TraceList {
  const { store, host } = usePane();
  const [list] = useState(() => new TraceList(store, host, run));
  useEffect(() => {
    list.open();
    return () => list.close();
  }, [list]);
  useEffect(() => {
    if (filter !== list.filter && (isFiltering(filter) || isFiltering(list.filter)))
      void list.setFilter(filter);
  }, [list, filter]);
  return list;
}
