// The extension's host over a run in memory: its own book, bridge and answers, and nothing of VS Code but the stand-in.
import type * as vscode from "vscode";
import { createBook } from "../../../src/extension/book/createBook";
import type { KiloHost } from "../../../src/extension/kiloHost";
import { type BridgeParts, createBridge, type PaneDoor } from "../../../src/extension/panes/bridge";
import type { LiveEvent, RunEvent } from "../../../src/protocol/event";
import type { HostState } from "../../../src/protocol/wire";
import { EventEmitter } from "../../extension/stand/basics";
import { memoryEngine } from "./memoryEngine";

export interface MemoryHost {
  run: string;
  host: KiloHost;
  /** Facts that have just happened: folded, told and posted as any others. */
  append(events: readonly RunEvent[]): void;
  live(event: LiveEvent): void;
  /** Joins a pane's door with the host. */
  bridge(door: PaneDoor): vscode.Disposable;
  dispose(): void;
}

/** @param events the run so far; the first names it. */
export async function openMemoryHost(events: RunEvent[]): Promise<MemoryHost> {
  const first = events[0]?.fact;
  if (first?.type !== "run.started") throw new Error("a log starts with run.started");
  const { run } = first;
  const { engines, place, append } = memoryEngine(run, events);
  const memory = { get: () => undefined, update: async () => undefined } as unknown as vscode.Memento;
  const book = createBook({ engines, memory, cache: null, say: complain });
  await book.touched(run, place);
  await book.choose(run);
  const host = {
    context: {},
    log: { info: () => undefined, warn: complain, error: complain },
    book,
    state: () => hostState,
    onDidChangeState: new EventEmitter<void>().event,
  } as unknown as KiloHost;
  return {
    run,
    host,
    append,
    live: (event) => book.live(run, event),
    bridge: (door) => createBridge(host, door, bridgeParts),
    dispose: () => book.dispose(),
  };
}

function complain(text: string): void {
  throw new Error(`the host says: ${text}`);
}

const bridgeParts = {
  routing: async () => ({ enabled: true, threshold: 50 }),
  files: { find: async () => [], dispose: () => undefined },
  pages: {},
} as unknown as BridgeParts;

const hostState: HostState = {
  version: "0.0.0",
  folders: [{ path: "/workspace", name: "workspace" }],
  trusted: true,
  virtual: false,
  git: true,
  modelProblem: null,
  configProblem: null,
  notices: [],
  capMicros: 2_500_000,
  roles: [],
  mac: false,
  history: [],
  chosen: null,
};
