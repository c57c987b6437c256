// Sends answers and keeps where each stands: on its way, taken, or refused with a sentence. An answer to a paused run
// is left with it first, then the run is resumed.
import { useCallback, useState } from "react";
import { paneHost } from "../host/paneHost";
import type { AnswerState } from "./ApprovalCard";
import type { GiveCommand } from "./answer";

export interface Answers {
  stateOf: (key: string) => AnswerState;
  answer: (key: string, run: string, command: GiveCommand, resumes: boolean) => void;
}

const open: AnswerState = { at: "open" };

export function useAnswers(): Answers {
  const [states, setStates] = useState<Readonly<Record<string, AnswerState>>>({});
  const answer = useCallback((key: string, run: string, command: GiveCommand, resumes: boolean) => {
    const set = (state: AnswerState) => setStates((known) => ({ ...known, [key]: state }));
    set({ at: "sending" });
    void give(run, command, resumes).then(set);
  }, []);
  return { stateOf: (key) => states[key] ?? open, answer };
}

async function give(run: string, command: GiveCommand, resumes: boolean): Promise<AnswerState> {
  const given = await paneHost().do({ type: "run.command", run, command });
  if (!given.ok) return { at: "failed", message: given.message };
  if (!resumes) return { at: "sent" };
  const resumed = await paneHost().do({ type: "run.resume", run });
  return resumed.ok
    ? { at: "sent" }
    : { at: "failed", message: `The answer is kept, but the run was not resumed: ${resumed.message}` };
}
