// The book of runs: every run of the window's folders as a line, the unfinished ones followed live, others read when
// they are asked for. It reads and follows; it starts, answers and decides nothing.
import { join } from "node:path";
import * as vscode from "vscode";
import type { LiveEvent, RunEvent } from "../../protocol/event";
import { toFailure } from "../../protocol/failure";
import type { Driver, InboxEntry, RunSummary } from "../../protocol/wire";
import type { FollowedRun, RunBook } from "../kiloHost";
import { type Changes, createChanges } from "./changes";
import type { Engines, RunsPlace } from "./engines";
import type { FollowedLog } from "./followedLog";
import { createFollowedRuns, driverOf, type FollowedRuns } from "./followedRuns";
import { createRunLines, type RunLines } from "./runLines";
import { runNames } from "./runNames";
import { inboxOf, summaryOf } from "./summaryOf";
import { createWatches, type Watches } from "./watches";

export interface OwnBook extends RunBook, vscode.Disposable {
  /** Looks for runs, and follows those that are driven or wait for somebody. */
  look(): Promise<void>;
  /** A run was started, resumed or undone through the engine here. */
  touched(run: string, place: RunsPlace): Promise<void>;
  /** A run's folder is gone. */
  removed(run: string): Promise<void>;
  live(run: string, event: LiveEvent): void;
  /** Where a run is kept; null for one nobody knows. */
  placeOf(run: string): RunsPlace | null;
}

export interface BookParts {
  engines: Engines;
  /** Where the chosen run is remembered. */
  memory: Pick<vscode.Memento, "get" | "update">;
  /** A file for what was read of past runs; null keeps nothing. */
  cache: string | null;
  /** Words for the log channel. */
  say(text: string): void;
}

const chosenKey = "kilo.chosen";
/** Unfinished runs that are followed without having been asked for, at most. */
const mostFollowed = 20;
const tellEveryMs = 50;
/** Facts after which lists, inbox or figures are others. */
const telling = /^(?:run|approval|budget|model\.settled|plan|task|iteration|step|agent|merge|session)\b/;

export function createBook(parts: BookParts): OwnBook {
  return new Book(parts);
}

class Book implements OwnBook {
  private readonly facts = new vscode.EventEmitter<{ run: string; events: RunEvent[] }>();
  private readonly lives = new vscode.EventEmitter<{ run: string; event: LiveEvent }>();
  private readonly changes: Changes = createChanges(tellEveryMs);
  private readonly runs: FollowedRuns;
  private readonly lines: RunLines;
  private readonly watches: Watches;
  /** Of unfinished runs that are not followed. */
  private readonly drivers = new Map<string, Driver>();
  private readonly places = new Map<string, RunsPlace>();
  private chosenRun: string | null = null;
  private looking: Promise<void> | null = null;
  private lookAgain = false;
  /** Runs that stood there at the first look: an older one never comes to the front by itself. */
  private first: Set<string> | null = null;
  readonly onFacts = this.facts.event;
  readonly onLive = this.lives.event;
  readonly onDidChange = this.changes.event;

  constructor(private readonly parts: BookParts) {
    this.lines = createRunLines(parts.cache, runNames);
    this.watches = createWatches(() => void this.look());
    this.runs = createFollowedRuns(parts.engines, {
      facts: (run, events) => this.tellFacts(run, events),
      driver: () => this.changes.mark(),
      say: parts.say,
      letGo: () => void this.look(),
      isShown: (run) => run === this.chosenRun,
    });
  }

  summaries(): RunSummary[] {
    const found = new Map<string, RunSummary>();
    for (const [run, { line }] of this.lines.lines) {
      found.set(run, { ...line, driver: this.drivers.get(run) ?? "nobody" });
    }
    for (const { run, view, driver } of this.runs.all()) found.set(run, summaryOf(view, driver));
    return [...found.values()].sort((one, other) => other.startedAt - one.startedAt);
  }

  inbox(): InboxEntry[] {
    const waiting = this.runs.all().flatMap(({ view }) => inboxOf(view));
    return waiting.sort((one, other) => one.approval.askedAt - other.approval.askedAt);
  }

  known(run: string): FollowedRun | null {
    return this.runs.get(run);
  }

  async open(run: string): Promise<FollowedRun | null> {
    return this.openLog(run);
  }

  async trace(run: string) {
    return (await (await this.openLog(run))?.makeTrace()) ?? null;
  }

  async engineOf(run: string) {
    const place = await this.findPlace(run);
    return place ? (await this.parts.engines.of(place)).engine : null;
  }

  async pathOf(run: string) {
    const place = await this.findPlace(run);
    return place ? join(place.path, run) : null;
  }

  chosen(): FollowedRun | null {
    return this.chosenRun === null ? null : this.runs.get(this.chosenRun);
  }

  async choose(run: string | null): Promise<void> {
    const opened = run === null ? null : await this.openLog(run);
    this.chosenRun = opened?.run ?? null;
    await this.parts.memory.update(chosenKey, this.chosenRun);
    this.changes.mark();
  }

  placeOf(run: string): RunsPlace | null {
    return this.places.get(run) ?? this.lines.lines.get(run)?.place ?? null;
  }

  live(run: string, event: LiveEvent): void {
    this.lives.fire({ run, event });
  }

  async touched(run: string, place: RunsPlace): Promise<void> {
    this.places.set(run, place);
    await this.runs.open(run, place);
    await this.runs.recheck(run);
    this.changes.mark();
  }

  async removed(run: string): Promise<void> {
    if (this.chosenRun === run) await this.choose(null);
    this.runs.drop(run);
    this.lines.forget(run);
    this.places.delete(run);
    this.changes.mark();
  }

  /** One look at a time; what is asked for meanwhile is done after it. */
  look(): Promise<void> {
    if (this.looking) {
      this.lookAgain = true;
      return this.looking;
    }
    this.looking = this.lookNow()
      .catch((thrown: unknown) => this.parts.say(toFailure(thrown, "storage-failed").message))
      .then(() => {
        this.looking = null;
        if (!this.lookAgain) return undefined;
        this.lookAgain = false;
        return this.look();
      });
    return this.looking;
  }

  dispose(): void {
    this.watches.dispose();
    this.runs.dispose();
    for (const one of [this.changes, this.facts, this.lives]) one.dispose();
  }

  private async lookNow(): Promise<void> {
    const places = this.parts.engines.places();
    const onDisk = await this.lines.look(places, (run) => this.runs.get(run) !== null);
    // Another process may have made room.
    for (const { run } of this.runs.all()) if (!onDisk.has(run)) this.runs.drop(run);
    const open = this.summaries().filter(({ status }) => status !== "ended");
    let followed = 0;
    for (const { run, waiting } of open) {
      const place = this.placeOf(run);
      if (!place || this.runs.get(run)) continue;
      const driver = await driverOf(await this.parts.engines.of(place), run);
      this.drivers.set(run, driver);
      const isWanted = driver !== "nobody" || waiting > 0;
      if (isWanted && followed++ < mostFollowed) await this.runs.open(run, place);
    }
    this.watches.set(places, this.unfinished());
    await this.chooseFirst();
    this.changes.mark();
  }

  /** Log folders of runs that may go on elsewhere without being followed here. */
  private unfinished(): string[] {
    const waiting = [...this.lines.lines].filter(
      ([run, { line }]) => line.status !== "ended" && !this.runs.get(run),
    );
    return waiting.slice(0, mostFollowed).map(([run, { place }]) => join(place.path, run));
  }

  /**
   * At first the run that was shown last, else the newest that is not over, unless the person had put it away; later one
   * that another process has started.
   */
  private async chooseFirst(): Promise<void> {
    const all = this.summaries();
    const known = this.first;
    this.first = new Set([...(known ?? []), ...all.map(({ run }) => run)]);
    if (this.chosenRun !== null) return;
    const open = all.filter(({ status }) => status !== "ended");
    const driven = open.filter(({ driver }) => driver !== "nobody");
    const remembered = this.parts.memory.get<string | null>(chosenKey);
    const wanted = known
      ? driven.find(({ run }) => !known.has(run))
      : (all.find(({ run }) => run === remembered) ?? (remembered === null ? driven : open)[0]);
    if (wanted) await this.choose(wanted.run);
  }

  private tellFacts(run: string, events: RunEvent[]): void {
    this.facts.fire({ run, events });
    if (events.some(({ fact }) => telling.test(fact.type))) this.changes.mark();
  }

  private async openLog(run: string): Promise<FollowedLog | null> {
    const known = this.runs.get(run);
    if (known) return known;
    const place = await this.findPlace(run);
    return place ? this.runs.open(run, place) : null;
  }

  /** A run that is not listed yet is looked for: another process may have started it just now. */
  private async findPlace(run: string): Promise<RunsPlace | null> {
    if (!this.placeOf(run)) await this.look();
    return this.placeOf(run);
  }
}
