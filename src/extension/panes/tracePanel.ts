// Trace panes in the editor area: one for each run, several side by side, made again after a reload from what the pane
// itself remembered.
import * as vscode from "vscode";
import type { KiloHost, TracePlace } from "../kiloHost";
import type { Bridge, BridgeParts, PaneShow } from "./bridge";
import { paneHtml, paneRoots, tabIcon } from "./paneHtml";
import { panelTabs, revealTab } from "./restoredTabs";

export const traceType = "kilo.trace";

export interface TracePanels extends vscode.Disposable {
  /** Opens or reveals the trace of a run, and there a turn, a task, or all of an agent, by its step. */
  open(run: string, at: TracePlace | null): Promise<void>;
}

interface OpenPanel {
  panel: vscode.WebviewPanel;
  bridge: Bridge;
}

export function createTracePanels(host: KiloHost, parts: () => BridgeParts): TracePanels {
  const open = new Map<string, OpenPanel>();

  async function fill(panel: vscode.WebviewPanel, run: string): Promise<Bridge> {
    const { createBridge } = await import("./bridge");
    const bridge = createBridge(
      host,
      {
        kind: "trace",
        webview: panel.webview,
        isVisible: () => panel.visible,
        onDidChangeVisibility: (listener) => panel.onDidChangeViewState(() => listener()),
        run: () => run,
      },
      parts(),
    );
    open.get(run)?.panel.dispose();
    open.set(run, { panel, bridge });
    panel.onDidDispose(() => {
      bridge.dispose();
      if (open.get(run)?.panel === panel) open.delete(run);
    });
    const { extensionUri } = host.context;
    panel.webview.options = { enableScripts: true, localResourceRoots: paneRoots(extensionUri) };
    panel.iconPath = tabIcon(extensionUri);
    panel.webview.html = paneHtml(panel.webview, extensionUri, "trace");
    void entitle(host, panel, run);
    return bridge;
  }

  /** Runs may have the same title, and only a panel that was filled says whose it is: each is looked at until one is the run's. */
  async function revealRestored(run: string): Promise<void> {
    if (panelTabs(traceType).length <= open.size) return;
    for (const tab of panelTabs(traceType, await titleFor(host, run)))
      if (!(await revealTab(tab)) || open.has(run)) return;
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(traceType, {
    async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown) {
      const run = (state as { run?: unknown } | null)?.run;
      if (typeof run === "string" && run.length <= 80) await fill(panel, run);
      else panel.dispose();
    },
  });

  return {
    async open(run, at) {
      if (!open.has(run)) await revealRestored(run);
      const known = open.get(run);
      known?.panel.reveal();
      const bridge = known?.bridge ?? (await fill(made(), run));
      const show = showOf(at);
      if (show) bridge.show(show);
    },
    dispose() {
      serializer.dispose();
      for (const { panel } of [...open.values()]) panel.dispose();
    },
  };
}

function made(): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(traceType, "Trace", vscode.ViewColumn.Active, {
    enableScripts: true,
    enableFindWidget: false,
  });
}

async function entitle(host: KiloHost, panel: vscode.WebviewPanel, run: string): Promise<void> {
  panel.title = await titleFor(host, run);
}

async function titleFor({ book }: KiloHost, run: string): Promise<string> {
  const opened = await book.open(run);
  return opened ? titleOf(opened.view.prompt) : "Trace";
}

function showOf(at: TracePlace | null): PaneShow | null {
  if (at?.turn !== undefined) return { what: "turn", id: at.turn, text: null };
  if (at?.task !== undefined) return { what: "task", id: at.task, text: null };
  if (at?.step !== undefined) return { what: "agent", id: at.step, text: null };
  return null;
}

/** `Trace: Add pagination to …`: the first words of the prompt. */
export function titleOf(prompt: string): string {
  const words = prompt.trim().split(/\s+/).slice(0, 5).join(" ");
  const short = words.length > 32 ? `${words.slice(0, 31)}…` : words;
  return short === "" ? "Trace" : `Trace: ${short}`;
}
