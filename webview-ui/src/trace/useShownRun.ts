// Which run the pane shows: the one it was opened for, as the workbench remembers it or the extension sends it.
import { useEffect, useState } from "react";
import { usePane } from "../store/paneContext";
import { useSelected } from "../store/useSelected";

/** @returns the run, and whether its snapshot has come. */
export function useShownRun(remembered: string | null): { run: string | null; known: boolean } {
  const { store } = usePane();
  const [run, setRun] = useState(remembered);
  useEffect(
    () =>
      store.onRunChange((change) => {
        // The last run the extension sends whole is the one this pane is for.
        if (change.touched === null) setRun(change.run);
      }),
    [store],
  );
  const known = useSelected(store, () => run !== null && store.run(run) !== null);
  return { run, known };
}
