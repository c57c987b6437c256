// Builds what the parts of the extension share: engines, book, state, panes. It loads nothing that only a run needs.
import { join } from "node:path";
import * as vscode from "vscode";
import type { FindSecret } from "../core/config/credentials";
import type { Reply, RunCommand } from "../protocol/command";
import { createBook } from "./book/createBook";
import { createEngines } from "./book/engines";
import { hostVariables } from "./environment";
import { createHostState } from "./hostState";
import type { KiloHost } from "./kiloHost";
import type { BridgeParts } from "./panes/bridge";
import { createFileIndex } from "./panes/fileIndex";
import { createRouting } from "./panes/routing";
import { createSidebar, type Sidebar } from "./panes/sidebarView";
import { createTextPages } from "./panes/textPages";
import { createTracePanels, type TracePanels } from "./panes/tracePanel";
import { RunDoors, refusal } from "./runDoors";

export interface OpenHost {
  host: KiloHost;
  sidebar: Sidebar;
  /** Pauses what is driven here, durably, and gives the locks back. */
  close(): Promise<void>;
}

export function createHost(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): OpenHost {
  const engines = createEngines({
    product: `kilo-orchestrator ${versionOf(context)}`,
    programs: join(context.extensionPath, "dist"),
    findSecret: () => secretsOf(context),
    live: (run, event) => book.live(run, event),
  });
  const book = createBook({
    engines,
    memory: context.workspaceState,
    cache: context.storageUri ? join(context.storageUri.fsPath, "runs.json") : null,
    say: (text) => log.warn(text),
  });
  const state = createHostState({ context, chosen: () => book.chosen()?.run ?? null });
  const doors = new RunDoors({
    ...{ context, engines, book, remember: state.remember },
    findSecret: () => secretsOf(context),
  });
  let panes: { sidebar: Sidebar; traces: TracePanels } | null = null;
  const host: KiloHost = {
    context,
    log,
    book,
    state: state.state,
    onDidChangeState: state.onDidChange,
    start: (wish) => doors.start(wish),
    resume: (run) => doors.resume(run),
    guards: new Set(),
    send: (run, command) => sendGuarded(host, doors, run, command),
    undo: (run, to) => doors.undo(run, to),
    remove: (run) => doors.remove(run),
    startSession: (wish) => doors.startSession(wish),
    cleanSession: (run) => doors.cleanSession(run),
    lookAtPullRequest: (run) => doors.lookAtPullRequest(run),
    openPullRequestAgain: (run) => doors.openPullRequestAgain(run),
    async openTrace(run, at) {
      const wanted = run ?? book.chosen()?.run ?? book.summaries()[0]?.run;
      if (wanted !== undefined) await panes?.traces.open(wanted, at);
      else await host.openSidebar(null);
    },
    async openSidebar(show) {
      if (show === null) await panes?.sidebar.show(null);
      else if ("approval" in show)
        await panes?.sidebar.show({ what: "approval", id: show.approval, text: null });
      else await panes?.sidebar.show({ what: "composer", id: null, text: show.composer });
    },
  };
  const parts = lazy((): BridgeParts => {
    const made = { files: createFileIndex(), pages: createTextPages(), routing: createRouting(context) };
    context.subscriptions.push(made.files, made.pages);
    return made;
  });
  const [sidebar, traces] = [createSidebar(host, parts), createTracePanels(host, parts)];
  panes = { sidebar, traces };
  // A folder that comes brings its runs with it.
  const folders = vscode.workspace.onDidChangeWorkspaceFolders(() => void book.look());
  context.subscriptions.push(sidebar, traces, state, book, folders);
  setImmediate(() => void book.look());
  return { host, sidebar, close: () => engines.close() };
}

async function sendGuarded(
  { guards }: KiloHost,
  doors: RunDoors,
  run: string,
  command: RunCommand,
): Promise<Reply> {
  for (const guard of guards) {
    const problem = await guard(run, command);
    if (problem !== null) return refusal("invalid-input", problem);
  }
  return doors.send(run, command);
}

function lazy<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  return String((extension.packageJSON as { version?: unknown }).version ?? "");
}

/** Secret storage first, then the environment and the credentials file; each is asked anew for each key. */
async function secretsOf(context: vscode.ExtensionContext): Promise<FindSecret> {
  const [{ findSecret }, { createCredentials }, { kiloHome }] = await Promise.all([
    import("./secrets"),
    import("../core/config/credentials"),
    import("../core/config/kiloHome"),
  ]);
  const variables = hostVariables();
  return findSecret(context, createCredentials({ env: variables, home: kiloHome(variables) }));
}
