// Sends an intent and keeps what came of it: under way, or a sentence that says why not.
import { useCallback, useState } from "react";
import { useAgents } from "./agentsContext";
import type { Intent } from "./agentsHost";

export interface Sending {
  busy: boolean;
  /** Why the last one was not done. */
  problem: string | null;
  /** @returns whether it was done. */
  send: (intent: Intent) => Promise<boolean>;
}

export function useIntent(): Sending {
  const { host } = useAgents();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const send = useCallback(
    async (intent: Intent) => {
      setBusy(true);
      setProblem(null);
      const answer = await host.send(intent);
      setBusy(false);
      setProblem(answer);
      return answer === null;
    },
    [host],
  );
  return { busy, problem, send };
}
