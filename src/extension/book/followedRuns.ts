// The runs that are followed: opened once, told who drives them, and let go when nobody needs them any more. A run that
// is driven, waits for somebody or is shown is never let go.
import { hostname } from "node:os";
import { setTimeout as timeout } from "node:timers/promises";
import type { EngineHandle } from "../../core/host/openEngineAt";
import type { RunEvent } from "../../protocol/event";
import { toFailure } from "../../protocol/failure";
import type { Driver } from "../../protocol/wire";
import type { Engines, RunsPlace } from "./engines";
import { type FollowedLog, followLog } from "./followedLog";

export interface FollowedRuns {
  get(run: string): FollowedLog | null;
  all(): FollowedLog[];
  /** Opens a run that holds facts; the same one for all who ask. Null where its log cannot be read at all. */
  open(run: string, place: RunsPlace): Promise<FollowedLog | null>;
  /** Looks anew who drives a run, and where its facts come from. */
  recheck(run: string): Promise<void>;
  drop(run: string): void;
  dispose(): void;
}

export interface FollowedTold {
  facts(run: string, events: RunEvent[]): void;
  /** Somebody else drives the run now, or nobody. */
  driver(run: string): void;
  say(text: string): void;
  /** A run is no longer followed; its line has to be read again. */
  letGo(run: string): void;
  /** Runs that are shown. */
  isShown(run: string): boolean;
}

interface Entry {
  place: RunsPlace;
  opening: Promise<FollowedLog | null>;
  log: FollowedLog | null;
  /** The driver's end is being waited for. */
  awaited: boolean;
}

/** Ended runs that stay folded after they were looked at. */
const mostEnded = 8;
const driverEveryMs = 2_000;
const lockEveryMs = 300;

/** Who drives a run, by its lock. */
export async function driverOf({ runs }: EngineHandle, run: string): Promise<Driver> {
  const writer = await (await runs.find(run))?.writer();
  if (!writer) return "nobody";
  return writer.pid === process.pid && writer.host === hostname() ? "here" : "elsewhere";
}

export function createFollowedRuns(engines: Engines, told: FollowedTold): FollowedRuns {
  return new Followed(engines, told);
}

class Followed implements FollowedRuns {
  private readonly entries = new Map<string, Entry>();
  /** A driver that is killed tells nobody. */
  private readonly poll = setInterval(() => {
    for (const [run, { log }] of this.entries) if (log?.driver === "elsewhere") void this.recheck(run);
  }, driverEveryMs).unref();

  constructor(
    private readonly engines: Engines,
    private readonly told: FollowedTold,
  ) {}

  get(run: string): FollowedLog | null {
    return this.entries.get(run)?.log ?? null;
  }

  all(): FollowedLog[] {
    return [...this.entries.values()].flatMap(({ log }) => (log ? [log] : []));
  }

  open(run: string, place: RunsPlace): Promise<FollowedLog | null> {
    const known = this.entries.get(run);
    if (known) {
      // The one looked at last stands last.
      this.entries.delete(run);
      this.entries.set(run, known);
      return known.opening;
    }
    const entry: Entry = { place, opening: Promise.resolve(null), log: null, awaited: false };
    this.entries.set(run, entry);
    entry.opening = this.begin(run, entry);
    return entry.opening;
  }

  async recheck(run: string): Promise<void> {
    const entry = this.entries.get(run);
    if (entry?.log) await this.recheckLog(run, entry, entry.log);
  }

  drop(run: string): void {
    this.entries.get(run)?.log?.stop();
    this.entries.delete(run);
  }

  dispose(): void {
    clearInterval(this.poll);
    for (const run of [...this.entries.keys()]) this.drop(run);
  }

  private async recheckLog(run: string, entry: Entry, log: FollowedLog): Promise<void> {
    const handle = await this.engines.of(entry.place);
    const driver = await driverOf(handle, run);
    if (driver !== log.driver) {
      log.driver = driver;
      log.again();
      this.told.driver(run);
    }
    if (driver !== "here" || entry.awaited) return;
    entry.awaited = true;
    void this.awaitDriver(handle, run, entry);
  }

  private async begin(run: string, entry: Entry): Promise<FollowedLog | null> {
    const log = await this.followDriven(run, entry).catch((thrown: unknown) => {
      this.told.say(`${run}: ${toFailure(thrown).message}`);
      return null;
    });
    if (!log || this.entries.get(run) !== entry) {
      log?.stop();
      if (this.entries.get(run) === entry) this.entries.delete(run);
      return null;
    }
    entry.log = log;
    await this.recheck(run);
    this.letGo(run);
    return log;
  }

  /** Its driver is known before it is seen: what waits in a run that nobody drives is told to nobody, and not again. */
  private async followDriven(run: string, entry: Entry): Promise<FollowedLog | null> {
    const log = await this.follow(run, entry);
    if (log) await this.recheckLog(run, entry, log);
    return log;
  }

  private async follow(run: string, { place }: Entry): Promise<FollowedLog | null> {
    const { engine } = await this.engines.of(place);
    return followLog(engine, run, {
      facts: (events) => {
        this.told.facts(run, events);
        if (events.some(({ fact }) => changesDriver.has(fact.type))) void this.recheck(run);
      },
      broken: (message) => this.told.say(`${run}: ${message}`),
    });
  }

  private async awaitDriver({ engine }: EngineHandle, run: string, entry: Entry): Promise<void> {
    const end = await engine.settled(run);
    // An undo holds the lock without a driver: looked at again a little later, never at once.
    await timeout(end === null ? lockEveryMs : 0, undefined, { ref: false });
    entry.awaited = false;
    await this.recheck(run);
  }

  /** Ended runs looked at longest ago go first. */
  private letGo(keep: string): void {
    const ended = [...this.entries].filter(([run, { log }]) => {
      const isOver = log?.view.status === "ended" && log.driver === "nobody";
      return run !== keep && isOver && !this.told.isShown(run);
    });
    for (const [run] of ended.slice(0, Math.max(0, ended.length - mostEnded))) {
      this.drop(run);
      this.told.letGo(run);
    }
  }
}

const changesDriver = new Set(["run.paused", "run.resumed", "run.ended", "writer.changed"]);
