// The extension's two doors: VS Code calls them, nobody else. Activation builds the host and its parts, and loads
// nothing that only a run needs.
import * as vscode from "vscode";
import { agents } from "./agents/registerAgents";
import { participant } from "./chat/participant";
import { contextKeys } from "./contextKeys";
import { createHost, type OpenHost } from "./createHost";
import { hostCommands } from "./hostCommands";
import type { KiloHost } from "./kiloHost";
import { registerApprovalNotices } from "./panes/approvalNotices";
import { registerRunCommands } from "./panes/runCommands";
import { statusItem } from "./statusItem";

/** A part of the extension: handed the host, it lives until what it returns is disposed of. */
type Part = (host: KiloHost) => vscode.Disposable;

const parts: Part[] = [contextKeys, statusItem, hostCommands, participant, agents];

let opened: OpenHost | null = null;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Kilo", { log: true });
  opened = createHost(context, log);
  const { host, sidebar } = opened;
  context.subscriptions.push(
    log,
    registerRunCommands(host, sidebar),
    registerApprovalNotices(host, sidebar),
    ...parts.map((part) => part(host)),
  );
}

/** Pauses what is driven here, durably; VS Code waits for it, for a few seconds. */
export async function deactivate(): Promise<void> {
  await opened?.close();
  opened = null;
}
