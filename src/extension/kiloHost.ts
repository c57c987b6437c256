// What the parts of the extension share. A part is handed this and nothing else; it translates between VS Code and
// the engine and decides nothing.
import type * as vscode from "vscode";
import type { Engine } from "../core/engine";
import type { Reply, RunCommand } from "../protocol/command";
import type { LiveEvent, RunEvent } from "../protocol/event";
import type { Result } from "../protocol/failure";
import type { RunView } from "../protocol/run";
import type { PullRequestView } from "../protocol/session";
import type { Trace } from "../protocol/traceItem";
import type { Driver, HostState, InboxEntry, RunSummary } from "../protocol/wire";

export interface StartWish {
  prompt: string;
  role: string | null;
  /** Real path of a workspace folder; null where there is one only, or the person is asked. */
  folder: string | null;
}

/** Where the trace shall stand: at a turn, at a task, or with what is of a step alone. */
export interface TracePlace {
  turn?: string;
  task?: string;
  step?: string;
}

/** A session of agents to start. */
export interface SessionStart {
  /** May be empty where a session file says it all. */
  task: string;
  /** Real path of a workspace folder; null where there is one only, or the person is asked. */
  folder: string | null;
  /** Path of a session file; null for none. */
  file: string | null;
}

/** A run this window follows. */
export interface FollowedRun {
  run: string;
  folder: string;
  view: RunView;
  driver: Driver;
  /** Folded only while somebody looks; `trace()` of the book makes it. */
  trace: Trace | null;
}

/** Looks at what a person's command is about before it is sent. @returns a sentence that stands against it, or null. */
export type Guard = (run: string, command: RunCommand) => Promise<string | null>;

/** Every run of the window's folders; the unfinished ones are followed live, others are read when asked for. */
export interface RunBook {
  summaries(): RunSummary[];
  inbox(): InboxEntry[];
  /** A run followed or read before; null for one this window has not looked at. */
  known(run: string): FollowedRun | null;
  /** Opens a run of any age: folded whole, followed from then on. */
  open(run: string): Promise<FollowedRun | null>;
  /** The run's trace, folded from its log the first time. */
  trace(run: string): Promise<Trace | null>;
  engineOf(run: string): Promise<Engine | null>;
  /** The folder on disk that holds the run's log. */
  pathOf(run: string): Promise<string | null>;
  /** The run the sidebar and the status bar show. */
  chosen(): FollowedRun | null;
  choose(run: string | null): Promise<void>;
  /** New facts, after they are folded into the view (and the trace where there is one). */
  readonly onFacts: vscode.Event<{ run: string; events: RunEvent[] }>;
  readonly onLive: vscode.Event<{ run: string; event: LiveEvent }>;
  /** Summaries, inbox, drivers or the chosen run changed; told at most every 50 ms. */
  readonly onDidChange: vscode.Event<void>;
}

export interface KiloHost {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly book: RunBook;
  state(): HostState;
  /** Folders, trust, configuration, keys or history changed. */
  readonly onDidChangeState: vscode.Event<void>;
  /** Starts a run here; failures are sentences for the person. */
  start(wish: StartWish): Promise<Reply<{ run: string }>>;
  resume(run: string): Promise<Reply<{ run: string }>>;
  send(run: string, command: RunCommand): Promise<Reply>;
  /** Each is asked before a command is sent. */
  readonly guards: Set<Guard>;
  undo(run: string, to: string | null): Promise<Reply>;
  /** Removes an ended run that nobody drives, after the person agreed. */
  remove(run: string): Promise<Reply>;
  /** Starts a session in a process of its own, which goes on when the window closes. */
  startSession(wish: SessionStart): Promise<Reply<{ run: string }>>;
  /** Takes the worktrees of a session away that nobody drives. @returns a sentence for each that stays. */
  cleanSession(run: string): Promise<Reply<{ removed: number; kept: string[] }>>;
  /** How a session's pull request stands now; what changed is written into its log. */
  lookAtPullRequest(run: string): Promise<Result<PullRequestView | null>>;
  /** Tries the pull request of a session again that ended without one; asks about a push that nobody approved. */
  openPullRequestAgain(run: string): Promise<Reply>;
  /** Opens or reveals the trace pane. */
  openTrace(run: string | null, at: TracePlace | null): Promise<void>;
  /** Shows the sidebar, and there the composer with a text, or an approval. */
  openSidebar(show: { composer: string | null } | { approval: string } | null): Promise<void>;
}
