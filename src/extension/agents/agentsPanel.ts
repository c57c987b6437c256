// The Agents view: one panel in the editor area, wide enough for rows, graph and timeline. Made again after a reload.
import * as vscode from "vscode";
import type { KiloHost } from "../kiloHost";
import { paneHtml, paneRoots, tabIcon } from "../panes/paneHtml";
import { panelTabs, revealTab } from "../panes/restoredTabs";
import type { AgentsBridge, AgentsDoor, CarryOut } from "./agentsBridge";
import type { ShownSession } from "./shownSession";

export const agentsType = "kilo.agents";

export interface AgentsPanel extends vscode.Disposable {
  /** Opens or reveals it, and there an agent's row. */
  open(agent: string | null): Promise<void>;
}

export function createAgentsPanel(host: KiloHost, shown: ShownSession, carryOut: CarryOut): AgentsPanel {
  let opened: { panel: vscode.WebviewPanel; bridge: AgentsBridge } | null = null;
  /** The row that is wished for in a panel VS Code is about to fill. */
  let wished: string | null = null;

  async function fill(panel: vscode.WebviewPanel): Promise<AgentsBridge> {
    const [{ createAgentsBridge }, { followPullRequest }] = await Promise.all([
      import("./agentsBridge"),
      import("./pullRequestNow"),
    ]);
    const { webview } = panel;
    const door: AgentsDoor = {
      webview,
      isVisible: () => panel.visible,
      onDidChangeVisibility: (listener) => panel.onDidChangeViewState(() => listener()),
    };
    const bridge = createAgentsBridge(host, door, shown, carryOut);
    const following = followPullRequest(host, shown, door);
    opened?.panel.dispose();
    opened = { panel, bridge };
    panel.onDidDispose(() => {
      bridge.dispose();
      following.dispose();
      if (opened?.panel === panel) opened = null;
    });
    const { extensionUri } = host.context;
    webview.options = { enableScripts: true, localResourceRoots: paneRoots(extensionUri) };
    panel.iconPath = tabIcon(extensionUri);
    panel.title = "Agents";
    // The bridge listens before the page can speak.
    webview.html = paneHtml(webview, extensionUri, "agents");
    if (wished !== null) bridge.show(wished);
    wished = null;
    return bridge;
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(agentsType, {
    async deserializeWebviewPanel(panel: vscode.WebviewPanel) {
      await fill(panel);
    },
  });

  return {
    async open(agent) {
      if (!opened) {
        wished = agent;
        const [restored] = panelTabs(agentsType);
        if (!restored || !(await revealTab(restored))) await fill(made());
        return;
      }
      opened.panel.reveal();
      if (agent !== null) opened.bridge.show(agent);
    },
    dispose() {
      serializer.dispose();
      opened?.panel.dispose();
    },
  };
}

function made(): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(agentsType, "Agents", vscode.ViewColumn.Active, {
    enableScripts: true,
    enableFindWidget: false,
  });
}
