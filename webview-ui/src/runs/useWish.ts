// Asks something of the extension and keeps what came of it: under way, or a sentence that says why not.
import { useCallback, useState } from "react";
import type { PaneAction } from "../../../src/protocol/wire";
import { paneHost } from "../host/paneHost";

export interface Wish {
  busy: boolean;
  /** Why the last one was not done. */
  problem: string | null;
  /** @returns whether it was done. */
  wish: (action: PaneAction) => Promise<boolean>;
}

export function useWish(): Wish {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const wish = useCallback(async (action: PaneAction) => {
    setBusy(true);
    setProblem(null);
    const reply = await paneHost().do(action);
    setBusy(false);
    if (!reply.ok) setProblem(reply.message);
    return reply.ok;
  }, []);
  return { busy, problem, wish };
}
