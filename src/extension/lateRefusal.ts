// A command for a run that another process drives is left for it and taken later. Where it is not taken after all, the
// driver's reason comes as a fact, and the person who gave the command is told. Nothing is sent again.
import * as vscode from "vscode";
import type { Engine } from "../core/engine";
import { noticeText } from "./chat/noticeText";

/** Longer than a driver that is alive takes to look into its inbox. */
const listensMs = 30_000;

/** @param left what the engine's reply named; nothing is listened for without. */
export function warnOfRefusal(engine: Engine, run: string, after: number, left: string | undefined): void {
  if (left === undefined) return;
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), listensMs);
  const end = () => {
    clearTimeout(timer);
    over.abort();
  };
  void engine
    .follow(
      run,
      after,
      ({ fact }) => {
        if (fact.type !== "command.refused" || fact.id !== left) return;
        end();
        void vscode.window.showWarningMessage(noticeText(fact.failure.message));
      },
      over.signal,
    )
    // A log that cannot be read any more is told by whoever shows the run.
    .then(end, end);
}
