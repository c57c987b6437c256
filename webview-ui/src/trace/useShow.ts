// Carries out what the rest of the workbench asks this pane to show: a turn, a task, all of an agent, or what an approval is about.
import { useEffect } from "react";
import { usePane } from "../store/paneContext";
import type { ShowMessage } from "../store/paneStore";
import { useSelected } from "../store/useSelected";
import type { TraceList } from "./traceList";

interface Showing {
  open: (turn: string, index: number) => void;
  toItem: (index: number) => void;
  /** Leaves only what is of a step. */
  toStep: (step: string) => void;
}

export function useShow(list: TraceList, showing: Showing): void {
  const { store } = usePane();
  const wish = useSelected(store, () => store.show, Object.is);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wish is carried out once, when it comes.
  useEffect(() => {
    if (!wish) return;
    store.show = null;
    void show(list, wish, showing);
  }, [wish, list, store]);
}

async function show(
  list: TraceList,
  { what, id }: ShowMessage,
  { open, toItem, toStep }: Showing,
): Promise<void> {
  if (id === null) return;
  if (what === "agent") return toStep(id);
  if (what === "task") {
    const index = await list.find({ task: id });
    if (index !== null) toItem(index);
    return;
  }
  // `command:t3.2.1` is about the turn t3.2; a turn names itself.
  const turn = /\bt\d+\.\d+/.exec(id)?.[0];
  if ((what !== "turn" && what !== "approval") || turn === undefined) return;
  const index = await list.find({ turn });
  if (index === null) return;
  toItem(index);
  open(turn, index);
}
