// One notification for a run whose approval waits while nobody sees the sidebar. Never more than one for a run at a time,
// and none for what was seen already.
import * as vscode from "vscode";
import { visibleText } from "../../protocol/visibleText";
import type { InboxEntry } from "../../protocol/wire";
import { isSession } from "../agents/sessionRuns";
import { noticeText } from "../chat/noticeText";
import type { KiloHost } from "../kiloHost";
import type { Sidebar } from "./sidebarView";

export function registerApprovalNotices(host: KiloHost, sidebar: Sidebar): vscode.Disposable {
  const seen = new Set<string>();
  const shown = new Set<string>();
  const keyOf = ({ run, approval }: InboxEntry) => `${run} ${approval.id}`;

  async function notify(entry: InboxEntry): Promise<void> {
    const { run, approval } = entry;
    shown.add(run);
    const chosen = await vscode.window.showInformationMessage(
      noticeText(visibleText(`Kilo waits for you: ${approval.title}`)),
      "Show",
    );
    shown.delete(run);
    if (chosen !== "Show") return;
    await host.book.choose(run);
    await host.openSidebar({ approval: approval.id });
  }

  return host.book.onDidChange(() => {
    const waiting = host.book.inbox();
    for (const entry of waiting) {
      const key = keyOf(entry);
      if (seen.has(key)) continue;
      // A terminal asks there itself; a run that is paused is offered where it is looked for. A session's own process has
      // nobody to ask.
      const driver = host.book.known(entry.run)?.driver;
      const isHere = driver === "here" || (driver === "elsewhere" && isSession(entry.run));
      if (!sidebar.isVisible() && isHere && !shown.has(entry.run)) void notify(entry);
      seen.add(key);
    }
  });
}
