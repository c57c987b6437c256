// A turn whole, fetched when it is chosen and again when something of it has changed since.
import { useCallback, useEffect, useState } from "react";
import { readTurnAnswer, type TurnAnswer } from "../../../src/protocol/turnAnswer";
import { usePane } from "../store/paneContext";

export interface TurnState {
  /** Kept while it is fetched again; null before the first answer. */
  answer: TurnAnswer | null;
  /** Why it could not be fetched. */
  problem: string | null;
  loading: boolean;
  again: () => void;
}

/** Milliseconds without a change before a turn is fetched again. */
const pause = 250;

/**
 * @param signature another one after each change of the turn.
 */
export function useTurn(run: string, turn: string, signature: string): TurnState {
  const { host } = usePane();
  const [state, setState] = useState<Omit<TurnState, "again"> & { turn: string }>(() => empty(turn));
  const [tries, setTries] = useState(0);
  const again = useCallback(() => setTries((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new signature or try is what it is fetched for.
  useEffect(() => {
    let left = false;
    const known = state.turn === turn && state.answer !== null;
    if (state.turn !== turn) setState(empty(turn));
    const timer = setTimeout(
      async () => {
        const reply = await host.ask({ type: "turn", run, turn });
        if (left) return;
        const answer = reply.ok ? readTurnAnswer(reply.value) : null;
        const unread = reply.ok ? "The extension sent a turn that cannot be read." : reply.message;
        setState((before) => ({
          turn,
          answer: answer ?? before.answer,
          problem: answer ? null : unread,
          loading: false,
        }));
      },
      known ? pause : 60,
    );
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [host, run, turn, signature, tries]);
  // Until the effect has run, the state is still that of the turn before.
  return { ...(state.turn === turn ? state : empty(turn)), again };
}

function empty(turn: string) {
  return { turn, answer: null, problem: null, loading: true };
}
