// One notification for a run whose approval waits while nobody sees the sidebar. Never more than one for a run at a time,
// and none for what was seen already.
import * as vscode from "vscode";
import { isSession } from "../../protocol/runKind";
import { visibleText } from "../../protocol/visibleText";
import type { InboxEntry } from "../../protocol/wire";
import { noticeText } from "../chat/noticeText";
import type { KiloHost } from "../kiloHost";
import type { Sidebar } from "./sidebarView";

export function registerApprovalNotices(host: KiloHost, sidebar: Sidebar): vscode.Disposable {
  const seen = new Set<string>();
  /** By run, what its notice is about. One that nobody closes stays in the notification centre, behind its approval too. */
  const shown = new Map<string, string>();
  const keyOf = ({ run, approval }: InboxEntry) => `${run} ${approval.id}`;

  async function notify(entry: InboxEntry): Promise<void> {
    const { run, approval } = entry;
    const key = keyOf(entry);
    shown.set(run, key);
    const chosen = await vscode.window.showInformationMessage(
      noticeText(visibleText(`Kilo waits for you: ${approval.title}`)),
      "Show",
    );
    if (shown.get(run) === key) shown.delete(run);
    // Who put it away knows that this run waits, whatever else of it does.
    for (const other of host.book.inbox()) if (other.run === run) seen.add(keyOf(other));
    if (chosen !== "Show") return;
    await host.book.choose(run);
    await host.openSidebar({ approval: approval.id });
  }

  return host.book.onDidChange(() => {
    const waiting = host.book.inbox();
    const open = new Set(waiting.map(keyOf));
    for (const entry of waiting) {
      const key = keyOf(entry);
      if (seen.has(key)) continue;
      // A terminal asks there itself; a run that is paused is offered where it is looked for. A session's own process has
      // nobody to ask.
      const driver = host.book.known(entry.run)?.driver;
      const isHere = driver === "here" || (driver === "elsewhere" && isSession(entry.run));
      if (!sidebar.isVisible() && isHere) {
        const before = shown.get(entry.run);
        // Its turn comes when the one that is told of was answered elsewhere.
        if (before !== undefined && open.has(before)) continue;
        void notify(entry);
      }
      seen.add(key);
    }
  });
}
