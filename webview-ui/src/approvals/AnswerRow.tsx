// The row of a card's buttons with its keys, and the way from a card to its task's trace.
import type { ReactNode } from "react";
import { paneHost } from "../host/paneHost";

/** Shows the approval's task in the trace. */
export function openTrace(run: string, task: string | null): void {
  void paneHost().do({ type: "trace.open", run, turn: null, task });
}

/** Buttons, and the keys of the card where there is room for them. */
export function AnswerRow({ children }: { children: ReactNode }) {
  return (
    <div className="kilo-answer-row">
      <div className="kilo-answers">{children}</div>
      <span className="kilo-keys" aria-hidden="true">
        <i />
        <span>
          <kbd title="Approve">A</kbd>
          <kbd title="Reject">R</kbd>
        </span>
      </span>
    </div>
  );
}
