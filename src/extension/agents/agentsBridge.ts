// Between the extension and the Agents view: the whole picture, at most every 50 ms and only where it differs; wishes
// carried out and answered once. Posts nothing to a view nobody sees.
import type * as vscode from "vscode";
import {
  type AgentsState,
  type AgentsToHost,
  type AgentsToPane,
  readAgentsToHost,
} from "../../protocol/agentsWire";
import { toFailure } from "../../protocol/failure";
import type { KiloHost } from "../kiloHost";
import { agentsState, sessionChoices } from "./agentsState";
import type { ShownSession } from "./shownSession";

export interface AgentsDoor {
  readonly webview: Pick<vscode.Webview, "postMessage" | "onDidReceiveMessage">;
  isVisible(): boolean;
  readonly onDidChangeVisibility: vscode.Event<void>;
}

/** Carries out a wish. @returns null, or one sentence that says why not. */
export type CarryOut = (wish: Exclude<AgentsToHost, { type: "agents.ready" }>) => Promise<string | null>;

export interface AgentsBridge extends vscode.Disposable {
  /** Puts the focus on an agent's row, at once or when the view has loaded. */
  show(agent: string): void;
}

const everyMs = 50;

export function createAgentsBridge(
  host: KiloHost,
  door: AgentsDoor,
  shown: ShownSession,
  carryOut: CarryOut,
): AgentsBridge {
  return new PaneBridge(host, door, shown, carryOut);
}

class PaneBridge implements AgentsBridge {
  private readonly ends: vscode.Disposable[];
  private timer: NodeJS.Timeout | null = null;
  /** The page listens. */
  private ready = false;
  private last = "";
  private opening: string | null = null;
  /** Sessions whose logs cannot be read. */
  private readonly unreadable = new Set<string>();
  private shows: string[] = [];

  constructor(
    private readonly host: KiloHost,
    private readonly door: AgentsDoor,
    private readonly shown: ShownSession,
    private readonly carryOut: CarryOut,
  ) {
    const { book } = host;
    this.ends = [
      door.webview.onDidReceiveMessage((message: unknown) => void this.receive(message)),
      door.onDidChangeVisibility(() => this.changeVisibility()),
      book.onFacts(({ run }) => {
        if (run === shown.now()) this.soon();
      }),
      book.onDidChange(() => this.soon()),
      host.onDidChangeState(() => this.soon()),
    ];
  }

  show(agent: string): void {
    if (this.ready) this.post({ type: "agents.show", agent });
    else this.shows.push(agent);
  }

  dispose(): void {
    this.ready = false;
    if (this.timer) clearTimeout(this.timer);
    for (const end of this.ends) end.dispose();
  }

  /** A hidden page is gone; the one that is made in its place says that it is ready. */
  private changeVisibility(): void {
    if (!this.door.isVisible()) this.ready = false;
  }

  private async receive(message: unknown): Promise<void> {
    const read = readAgentsToHost(message);
    if (!read) {
      this.host.log.warn("A message of the Agents view does not fit the protocol and was dropped.");
      return;
    }
    if (read.type === "agents.ready") {
      this.ready = true;
      this.last = "";
      // A page that begins anew, and the person who presses "Try again".
      this.unreadable.clear();
      this.tell();
      for (const agent of this.shows.splice(0)) this.post({ type: "agents.show", agent });
      return;
    }
    const problem = await this.carryOut(read).catch((thrown: unknown) => toFailure(thrown).message);
    // What came of it is seen before it is said.
    this.tell();
    this.post({ type: "agents.answer", id: read.id, problem });
  }

  private soon(): void {
    if (this.ready) this.timer ??= setTimeout(() => this.tell(), everyMs);
  }

  private tell(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (!this.ready) return;
    const state = this.stateNow();
    const sessions = sessionChoices(this.host.book.summaries());
    const text = JSON.stringify([state, sessions]);
    if (text === this.last) return;
    this.last = text;
    this.post({ type: "agents.state", now: Date.now(), state, sessions });
  }

  private stateNow(): AgentsState {
    const run = this.shown.now();
    const known = run === null ? null : this.host.book.known(run);
    if (run === null || known) return agentsState(known, this.host.state());
    if (this.unreadable.has(run))
      return {
        kind: "failed",
        session: run,
        message: `The log of ${run} cannot be read; the Kilo log says why.`,
      };
    if (this.opening !== run) void this.open(run);
    return { kind: "loading", session: run };
  }

  private async open(run: string): Promise<void> {
    this.opening = run;
    const opened = await this.host.book.open(run).catch(() => null);
    this.opening = null;
    if (!opened) this.unreadable.add(run);
    this.soon();
  }

  private post(message: AgentsToPane): void {
    if (this.ready) void this.door.webview.postMessage(message);
  }
}
