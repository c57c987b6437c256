// The pane's arrangement, written through to the workbench with each change.
import { useCallback, useRef, useState } from "react";
import { useAgents } from "./agentsContext";
import { type PaneState, readPaneState } from "./paneState";

export function usePaneState(): { state: PaneState; change: (part: Partial<PaneState>) => void } {
  const { host } = useAgents();
  const [state, setState] = useState(() => readPaneState(host.readState()));
  const kept = useRef(state);
  const change = useCallback(
    (part: Partial<PaneState>) => {
      kept.current = { ...kept.current, ...part };
      host.writeState(kept.current);
      setState(kept.current);
    },
    [host],
  );
  return { state, change };
}
