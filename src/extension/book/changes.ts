// Tells a change to whoever listens, at most once in a span of time: the first of a burst waits for the others.
import * as vscode from "vscode";

export interface Changes extends vscode.Disposable {
  readonly event: vscode.Event<void>;
  /** Something changed; told soon, with whatever changes until then. */
  mark(): void;
}

/** @param everyMs milliseconds between two tellings, at least. */
export function createChanges(everyMs: number): Changes {
  const emitter = new vscode.EventEmitter<void>();
  let timer: NodeJS.Timeout | null = null;
  return {
    event: emitter.event,
    mark() {
      timer ??= setTimeout(() => {
        timer = null;
        emitter.fire();
      }, everyMs);
    },
    dispose() {
      if (timer) clearTimeout(timer);
      timer = null;
      emitter.dispose();
    },
  };
}
