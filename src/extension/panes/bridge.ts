// Between the extension and one pane: snapshots, then facts in order; questions answered and wishes carried out. Posts
// nothing to a pane nobody sees, and never an answer older than what the pane has folded.
import type * as vscode from "vscode";
import { toFailure } from "../../protocol/failure";
import { snapshotTrace } from "../../protocol/foldTrace";
import { type Driver, readToHost, type ToHost, type ToPane } from "../../protocol/wire";
import type { KiloHost } from "../kiloHost";
import { type AnswerParts, prepareAnswer } from "./answerQuery";
import { Outbox } from "./outbox";
import type { PaneKind } from "./paneHtml";
import { type ActionParts, performAction } from "./performAction";
import { trimEvent } from "./trimEvents";

/** A pane as the bridge needs it: a view of the sidebar, or an editor panel. */
export interface PaneDoor {
  readonly kind: PaneKind;
  readonly webview: Pick<vscode.Webview, "postMessage" | "onDidReceiveMessage">;
  isVisible(): boolean;
  readonly onDidChangeVisibility: vscode.Event<void>;
  /** The run it shows; null for none. */
  run(): string | null;
}

export type PaneShow = Omit<Extract<ToPane, { type: "show" }>, "type">;

export interface Bridge extends vscode.Disposable {
  /** Carried out at once, or when the pane has loaded. */
  show(what: PaneShow): void;
}

export interface BridgeParts extends AnswerParts, ActionParts {}

const everyMs = 50;
/** Items of a trace that a snapshot carries, beside the open ones. */
const snapshotItems = 200;
/** How long a pane that is seen again may take to say that it has loaded. */
const loadMs = 2_000;

export function createBridge(host: KiloHost, door: PaneDoor, parts: BridgeParts): Bridge {
  return new PaneBridge(host, door, parts);
}

class PaneBridge implements Bridge {
  private readonly outbox = new Outbox();
  private readonly ends: vscode.Disposable[];
  /** The pane listens, and has been told everything. */
  private loaded = false;
  /** The pane's page has said that it listens. */
  private listening = false;
  /** The run whose facts it is sent, since its snapshot. */
  private sent: { run: string; driver: Driver } | null = null;
  private timer: NodeJS.Timeout | null = null;
  private loading: NodeJS.Timeout | null = null;
  private shows: PaneShow[] = [];
  private last = { host: "", runs: "", inbox: "" };
  private snapshots = Promise.resolve();
  private over = false;

  constructor(
    private readonly host: KiloHost,
    private readonly door: PaneDoor,
    private readonly parts: BridgeParts,
  ) {
    const { book } = host;
    this.ends = [
      door.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      door.onDidChangeVisibility(() => this.changeVisibility()),
      book.onFacts(({ run, events }) => {
        if (!this.isTold(run)) return;
        this.outbox.addFacts(run, events.map(trimEvent));
        this.soon();
      }),
      book.onLive(({ run, event }) => {
        if (!this.isTold(run)) return;
        this.outbox.addLive(run, event);
        this.soon();
      }),
      book.onDidChange(() => this.tellLists()),
      host.onDidChangeState(() => this.tellLists()),
    ];
  }

  show(what: PaneShow): void {
    if (this.loaded) this.post({ type: "show", ...what });
    else this.shows.push(what);
  }

  dispose(): void {
    this.over = true;
    this.stopTimers();
    for (const end of this.ends) end.dispose();
  }

  private isTold(run: string): boolean {
    return this.loaded && this.sent?.run === run;
  }

  private receive(message: unknown): void {
    const read = readToHost(message);
    if (!read) {
      this.host.log.warn(
        `A message of the ${this.door.kind} pane does not fit the protocol and was dropped.`,
      );
      return;
    }
    if (read.type === "ready") {
      this.listening = true;
      void this.tellAll();
    } else if (read.type === "resync") {
      if (this.sent?.run === read.run) this.sent = null;
      void this.tellRun(read.run);
    } else void this.answer(read);
  }

  /** A hidden pane is gone: its page is made anew when it is seen again, and says so. */
  private changeVisibility(): void {
    if (this.door.isVisible()) {
      if (this.loaded) return;
      if (this.listening) void this.tellAll();
      else this.loading ??= setTimeout(() => void this.tellAll(), loadMs);
      return;
    }
    this.loaded = false;
    this.listening = false;
    this.sent = null;
    this.stopTimers();
    this.outbox.clear();
  }

  private stopTimers(): void {
    for (const timer of [this.timer, this.loading]) if (timer) clearTimeout(timer);
    this.timer = null;
    this.loading = null;
  }

  private async tellAll(): Promise<void> {
    this.stopTimers();
    if (this.over || !this.door.isVisible()) return;
    this.loaded = true;
    this.last = { host: "", runs: "", inbox: "" };
    this.sent = null;
    this.tellLists();
    await this.snapshots;
    for (const what of this.shows.splice(0)) this.post({ type: "show", ...what });
  }

  /** Each list only where it is another than the one the pane has. */
  private tellLists(): void {
    if (!this.loaded) return;
    // A list never runs ahead of the facts it is made of.
    this.flush();
    const { book } = this.host;
    const lists = {
      host: { type: "host" as const, state: this.host.state() },
      runs: { type: "runs" as const, runs: book.summaries() },
      inbox: { type: "inbox" as const, waiting: book.inbox() },
    };
    for (const name of ["host", "runs", "inbox"] as const) {
      const text = JSON.stringify(lists[name]);
      if (text === this.last[name]) continue;
      this.last[name] = text;
      this.post(lists[name]);
    }
    const run = this.door.run();
    if (run === null) this.sent = null;
    else if (!this.isSent(run)) void this.tellRun(run);
  }

  private isSent(run: string): boolean {
    const driver = this.host.book.known(run)?.driver;
    return this.sent?.run === run && (driver === undefined || driver === this.sent.driver);
  }

  /** A snapshot; what follows it comes as facts. One at a time, so that the last one told is the newest. */
  private tellRun(run: string): Promise<void> {
    this.snapshots = this.snapshots
      .then(() => this.snapshot(run))
      .catch((thrown: unknown) => {
        this.host.log.error(`The run ${run} cannot be shown: ${toFailure(thrown).message}`);
      });
    return this.snapshots;
  }

  private async snapshot(run: string): Promise<void> {
    if (!this.loaded || run !== this.door.run()) return;
    const { book } = this.host;
    const trace = this.door.kind === "trace" ? await book.trace(run) : null;
    const opened = book.known(run) ?? (await book.open(run));
    if (!opened || !this.loaded || run !== this.door.run()) return;
    // Told meanwhile.
    if (this.isSent(run)) return;
    const { view, driver } = opened;
    // What waits is part of the snapshot.
    this.outbox.clear();
    this.sent = { run, driver };
    const sentTrace = trace ? snapshotTrace(trace, trace.total - snapshotItems) : null;
    this.post({ type: "snapshot", run, view, trace: sentTrace, driver });
  }

  private soon(): void {
    this.timer ??= setTimeout(() => this.flush(), everyMs);
  }

  private flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (const message of this.outbox.take()) this.post(message);
  }

  private async answer(message: Extract<ToHost, { type: "ask" | "do" }>): Promise<void> {
    const { id } = message;
    try {
      if (message.type === "do") {
        const reply = await performAction(this.host, message.action, this.parts);
        this.post({ type: "answer", id, reply });
        return;
      }
      const finish = await prepareAnswer(this.host, message.query, this.parts);
      this.flush();
      this.post({ type: "answer", id, reply: finish() });
    } catch (thrown) {
      this.host.log.error(toFailure(thrown).message);
      this.post({ type: "answer", id, reply: { ok: false, message: toFailure(thrown).message } });
    }
  }

  private post(message: ToPane): void {
    if (this.over || !this.loaded) return;
    void this.door.webview.postMessage(message);
  }
}
