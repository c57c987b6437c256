// Which run the pane shows: the one it was opened for, as the workbench remembers it or the extension sends it.
import { usePane } from "../store/paneContext";
import { useSelected } from "../store/useSelected";

/** @returns the run, and whether its snapshot has come. */
export function useShownRun(remembered: string | null): { run: string | null; known: boolean } {
  const { store } = usePane();
  // Kept by the store, which listens from the first message on; this part of the pane does only once it is drawn.
  const sent = useSelected(store, () => store.sent);
  const run = sent ?? remembered;
  const known = useSelected(store, () => run !== null && store.run(run) !== null);
  return { run, known };
}
