// Tells VS Code what menus, keys and the walkthrough ask for: whether a run goes on, is paused, or waits for a person.
import * as vscode from "vscode";
import { contextOf } from "./contextOf";
import type { KiloHost } from "./kiloHost";

export function contextKeys({ book, state, onDidChangeState }: KiloHost): vscode.Disposable {
  const told = new Map<string, boolean>();

  function tell(): void {
    for (const [key, value] of Object.entries(contextOf(book.summaries(), book.inbox(), state()))) {
      if (told.get(key) === value) continue;
      told.set(key, value);
      void vscode.commands.executeCommand("setContext", key, value);
    }
  }

  tell();
  return vscode.Disposable.from(book.onDidChange(tell), onDidChangeState(tell));
}
