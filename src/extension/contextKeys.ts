// Tells VS Code what menus, keys and the walkthrough ask for: whether a run goes on, is paused, or waits for a person.
import * as vscode from "vscode";
import { contextOf } from "./contextOf";
import type { KiloHost } from "./kiloHost";

/** Before somebody has asked for the window's state. */
const notRead = { modelProblem: null, configProblem: null, roles: [] };

export function contextKeys({ book, state, onDidChangeState }: KiloHost): vscode.Disposable {
  const told = new Map<string, boolean>();
  // Asking has the configuration read, which no window needs that only comes up.
  let known: Parameters<typeof contextOf>[2] = notRead;

  function tell(): void {
    for (const [key, value] of Object.entries(contextOf(book.summaries(), book.inbox(), known))) {
      if (told.get(key) === value) continue;
      told.set(key, value);
      void vscode.commands.executeCommand("setContext", key, value);
    }
  }

  tell();
  const heard = onDidChangeState(() => {
    known = state();
    tell();
  });
  return vscode.Disposable.from(book.onDidChange(tell), heard);
}
