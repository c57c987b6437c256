// The one item in the status bar: what the shown run does and what it has cost. Only ever changed where it reads
// differently, so that nothing flickers while facts stream in. It stands in a window that is used, or where something goes
// on or waits; in no other.
import * as vscode from "vscode";
import { sessionToTell } from "./agents/sessionRuns";
import type { KiloHost } from "./kiloHost";
import { statusOf } from "./statusOf";

/** Among the items at the left, behind branch and problems. */
const priority = 20;

export function statusItem({ book, onDidChangeState }: KiloHost): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("kilo.status", vscode.StatusBarAlignment.Left, priority);
  item.name = "Kilo";
  let shown = "";
  let stands = false;

  function stand(): void {
    if (!stands) item.show();
    stands = true;
  }

  function show(): void {
    const session = sessionToTell(book.summaries(), book.inbox());
    const live = session === null ? null : (book.known(session.run)?.view ?? null);
    const chosen = book.chosen();
    const isDriven = chosen?.driver !== "nobody";
    const status = statusOf(chosen?.view ?? null, book.inbox(), live, isDriven, session?.others);
    const isOver = chosen === null || chosen.view.status === "ended";
    if (live || !isOver || book.inbox().length > 0) stand();
    const now = JSON.stringify(status);
    if (now === shown) return;
    shown = now;
    const { text, spoken, background, tooltip, command } = status;
    item.text = text;
    item.tooltip = new vscode.MarkdownString(tooltip);
    item.accessibilityInformation = { label: spoken, role: "button" };
    item.backgroundColor = background
      ? new vscode.ThemeColor(`statusBarItem.${background}Background`)
      : undefined;
    item.command = command;
  }

  const used = onDidChangeState(() => {
    show();
    // Nothing changes before somebody asks for the state: a pane, a command, the chat.
    stand();
  });
  const heard = [book.onDidChange(show), used];
  show();
  return vscode.Disposable.from(item, ...heard);
}
