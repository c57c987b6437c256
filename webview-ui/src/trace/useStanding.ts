// How an item stands now. Its own state is as its last fact left it: what was running does not run in a run that is
// paused or over, and a question that has been answered does not wait.
import type { RunView } from "../../../src/protocol/run";
import type { RowState } from "../../../src/protocol/trace";
import type { TraceItem } from "../../../src/protocol/traceItem";
import { usePane } from "../store/paneContext";
import { useSelected } from "../store/useSelected";

export interface Standing {
  state: RowState;
  word: string;
}

const words: Record<RowState, string> = {
  info: "",
  ok: "done",
  failed: "failed",
  waiting: "waiting",
  running: "running",
};

export function useStanding(run: string, item: TraceItem): Standing {
  const { store } = usePane();
  return useSelected(store, () => {
    const view = store.view(run);
    const plain = { state: item.state, word: words[item.state] };
    return view ? standingOf(view, item, plain) : plain;
  });
}

function standingOf(view: RunView, item: TraceItem, plain: Standing): Standing {
  if (item.state === "running" && view.status === "paused") return { state: "waiting", word: "paused" };
  if (item.state === "running" && view.status === "ended") return { state: "info", word: "broken off" };
  if (item.kind === "card")
    return item.state === "running" && item.endedAt === null ? { state: "running", word: "live" } : plain;
  if (item.state !== "waiting") return plain;
  const past: Standing = { state: "info", word: "" };
  if (item.mark === "run") return view.status === "paused" ? { state: "waiting", word: "paused" } : past;
  if (item.mark !== "approval") return plain;
  const waits = Object.values(view.approvals).some(({ askedAt, answer }) => askedAt === item.at && !answer);
  return waits ? plain : past;
}
