// The sidebar's view: its page, its bridge, and the badge with the number of approvals that wait.
import * as vscode from "vscode";
import type { KiloHost } from "../kiloHost";
import type { Bridge, BridgeParts, PaneShow } from "./bridge";
import { paneHtml, paneRoots } from "./paneHtml";

export const sidebarId = "kilo.sidebar";

export interface Sidebar extends vscode.Disposable {
  isVisible(): boolean;
  /** Brings the view to the front, and there shows what is asked for. */
  show(what: PaneShow | null): Promise<void>;
}

/** @param parts what a bridge needs; made when the first pane is shown. */
export function createSidebar(host: KiloHost, parts: () => BridgeParts): Sidebar {
  let view: vscode.WebviewView | null = null;
  let bridge: Bridge | null = null;
  let shows: PaneShow[] = [];

  function tellBadge(): void {
    if (!view) return;
    const value = host.book.inbox().length;
    const tooltip = `${value} ${value === 1 ? "approval waits" : "approvals wait"}`;
    view.badge = value > 0 ? { value, tooltip } : undefined;
  }

  async function resolve(shown: vscode.WebviewView): Promise<void> {
    const { createBridge } = await import("./bridge");
    bridge?.dispose();
    view = shown;
    bridge = createBridge(
      host,
      {
        kind: "sidebar",
        webview: shown.webview,
        isVisible: () => shown.visible,
        onDidChangeVisibility: shown.onDidChangeVisibility as vscode.Event<void>,
        run: () => host.book.chosen()?.run ?? null,
      },
      parts(),
    );
    shown.onDidDispose(() => {
      if (view !== shown) return;
      bridge?.dispose();
      bridge = null;
      view = null;
    });
    const { webview } = shown;
    const { extensionUri } = host.context;
    webview.options = { enableScripts: true, localResourceRoots: paneRoots(extensionUri) };
    // The bridge listens before the page can speak.
    webview.html = paneHtml(webview, extensionUri, "sidebar");
    tellBadge();
    for (const what of shows.splice(0)) bridge.show(what);
  }

  const ends = [
    vscode.window.registerWebviewViewProvider(sidebarId, { resolveWebviewView: resolve }),
    host.book.onDidChange(tellBadge),
  ];
  return {
    isVisible: () => view?.visible ?? false,
    async show(what) {
      const isResolved = bridge !== null;
      if (what && !isResolved) shows = [what];
      await vscode.commands.executeCommand(`${sidebarId}.focus`);
      if (what && isResolved) bridge?.show(what);
    },
    dispose() {
      bridge?.dispose();
      for (const end of ends) end.dispose();
    },
  };
}
