// a small run on a disk that fails once. Every place in the program that calls the file system below the home folder
// and the working folder is met, with the faults in turn; the run rests with one sentence or goes on, its log stays valid,
// no file is half written, and with a good disk it comes to the tree of a run nothing failed in.
// `npm test` plays a few; KILO_FAULTS=full every place twice; KILO_DISK_EVERY=1 every single call, with one fault each; 2 to
// 5 begin with another one, so that all five meet every call with every fault. KILO_DISK_TURN=2 to 5 does the same with the
// places alone. KILO_DISK_CASE=<part of a name> plays those.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { playground } from "../../crash/playground";
import { full, sample, tally } from "../tally";
import type { DiskEnd, DiskPlay } from "./diskPlayer";
import { linkShared, plantDiskSeed } from "./diskPlot";
import { createDiskTheatre, type DiskTheatre } from "./diskTheatre";
import { codes, type DiskFault, type Fired, placeOf, type Wanted } from "./faultyDisk";

const turnOf = Number(process.env.KILO_DISK_EVERY ?? 0);
const every = turnOf > 0;
const firstFault = Math.max(0, (turnOf || Number(process.env.KILO_DISK_TURN ?? 0)) - 1);
const named = process.env.KILO_DISK_CASE;
const stages = 2;
/** Calls of a process that goes on in which it settles what was left open, and a good part of what follows. */
const mostResumed = 220;
const longestMs = every ? 7_200_000 : full ? 1_200_000 : 240_000;

let folder: string;
let theatre: DiskTheatre;

beforeAll(async () => {
  folder = mkdtempSync(join(playground(), "kilo-disk-"));
  theatre = await createDiskTheatre(folder);
}, 120_000);

afterAll(async () => {
  await theatre?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Case {
  name: string;
  wanted: Wanted;
}

/** Calls by the place in the program they come from: the first of each and the last, the faults in turn. */
function casesOf(calls: readonly Fired[]): Case[] {
  const places = new Map<string, Fired[]>();
  for (const call of calls) places.set(placeOf(call), [...(places.get(placeOf(call)) ?? []), call]);
  const chosen = [...places].flatMap(([place, made]) =>
    made.flatMap((call, at) => {
      const isChosen = every || at === 0 || at === made.length - 1;
      return isChosen ? [{ place, nth: at + 1, what: call.what }] : [];
    }),
  );
  return chosen.flatMap(({ place, nth, what }, index) => {
    const isWrite = /^(promises\.)?write(Sync)? /.test(what);
    const fault: DiskFault = codes[(index + firstFault) % codes.length] ?? "EIO";
    return [fault, ...(isWrite ? ["short write" as const] : [])].map((fault) => ({
      name: `${fault} at ${nth}. ${what} < ${place.split(" < ").slice(1).join(" < ")}`,
      wanted: { fault, nth, place },
    }));
  });
}

/** Places where a fault once lost something; they are played every time. */
const onceLost = [
  /stateOf/,
  /fstatSync.*LogFile\.checkLength/,
  /topEpoch.*LogFile\.put/,
  /readBlob.*Transcript/,
  /writeSync.*saveState|writeFileSync.*saveState/,
  /rmSync.*moveFile/,
  /closeSync.*LogFile\.close/,
  /writeSync.*giveBack/,
];

/** Some of the cases, evenly, and those at places that are known. */
function someOf(cases: Case[], few: number, known: readonly RegExp[]): Case[] {
  const pinned = known.flatMap((place) => cases.find(({ name }) => place.test(name)) ?? []);
  return [...new Set([...pinned, ...sample(cases, few)])];
}

/** What went wrong with a case, in words; null where nothing did. */
function problemOf(one: Case, end: DiskEnd | null): string | null {
  if (end === null) return `${one.name}: the process ended or hung`;
  if (end.problems.length === 0) return null;
  return `${one.name}: ${end.problems.join("; ")}`;
}

interface Variant {
  what: string;
  git: boolean;
  syncing: DiskPlay["syncing"];
  few: number;
  /** What the first process dies before; the cases are those of the process that goes on. Null: nobody dies. */
  diesAt: RegExp | null;
}

const variants: Variant[] = [
  { what: "a repository, synced at once", git: true, syncing: "at-once", few: 5, diesAt: null },
  { what: "a folder without git, synced beside", git: false, syncing: "beside", few: 3, diesAt: null },
  {
    what: "resumed before a file is exchanged",
    git: false,
    syncing: "at-once",
    few: 3,
    diesAt: /^renameSync work\/src\/\.kilo/,
  },
  {
    what: "resumed with a file half written",
    git: true,
    syncing: "at-once",
    few: 3,
    diesAt: /^ftruncateSync work\/src\/shared/,
  },
];

/** Where a case begins; copied with its links and times for each. */
interface Beginning {
  home: string;
  kept: string;
}

/** A home with the seed in it, for each stage its own, as far as the story has come where somebody died in it. */
async function beginnings({ git, syncing, diesAt }: Variant): Promise<Beginning[]> {
  const place = mkdtempSync(join(folder, "variant-"));
  const seed = join(place, "seed");
  mkdirSync(seed);
  plantDiskSeed(seed, git);
  const made: Beginning[] = [];
  for (let stage = 0; stage < stages; stage++) {
    const beginning = { home: join(place, `home-${stage}`), kept: join(place, `kept-${stage}`) };
    const { home, kept } = beginning;
    mkdirSync(home);
    cpSync(seed, join(home, "work"), { recursive: true });
    linkShared(join(home, "work"));
    copy(home, kept);
    made.push(beginning);
    if (!diesAt) continue;
    const whole = await theatre.play({ home, git, syncing, fault: null, tree: null, contents: null });
    const call = whole?.calls.find(({ what }) => diesAt.test(what));
    if (!call) throw new Error(`nothing is done at ${diesAt}`);
    copy(kept, home);
    const fault = { fault: "die", nth: 1, place: placeOf(call) } as const;
    const died = await theatre.play({ home, git, syncing, fault, tree: null, contents: null });
    expect(died).toBeNull();
    copy(home, kept);
  }
  return made;
}

function copy(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  execFileSync("cp", ["-a", from, to]);
}

it.runIf(process.platform !== "win32").each(variants)(
  "one failing call of the file system: $what",
  async (variant) => {
    const { what, git, syncing, few, diesAt } = variant;
    const places = await beginnings(variant);
    const play = ({ home, kept }: Beginning, more: Pick<DiskPlay, "fault" | "tree" | "contents">) => {
      copy(kept, home);
      return theatre.play({ home, git, syncing, ...more });
    };
    const wholes = await Promise.all(
      places.map((place) => play(place, { fault: null, tree: null, contents: null })),
    );
    const whole = wholes[0];
    if (!whole) throw new Error("the run on a good disk did not come to its end");
    expect(wholes.flatMap((one) => one?.problems ?? ["gone"])).toEqual([]);
    // Who goes on does what is new first; the rest is as in the others.
    const all = casesOf(diesAt ? whole.calls.slice(0, mostResumed) : whole.calls);
    const cases = named
      ? all.filter(({ name }) => name.includes(named))
      : someOf(all, few, diesAt ? [] : onceLost);
    const counts: Record<string, number> = {};
    const lost: string[] = [];
    let again = 0;
    const stage = async (place: Beginning) => {
      for (let one = cases.shift(); one; one = cases.shift()) {
        const { tree, contents } = whole;
        const faulty = () => play(place, { fault: one.wanted, tree, contents });
        let end = await faulty();
        // A machine that stood still for long ends a play too: what hangs, hangs again.
        if (end === null) {
          again += 1;
          end = await faulty();
        }
        // Two runs differ in a few calls: what was not reached was not tried.
        if (end && !end.fired) continue;
        const kind = end?.kind ?? "gone";
        counts[kind] = (counts[kind] ?? 0) + 1;
        const problem = problemOf(one, end);
        if (problem) lost.push(problem);
        // Every call takes long; what is lost is told as it comes.
        if (problem && (every || firstFault > 0)) console.error(problem);
      }
    };
    await Promise.all(places.map(stage));
    const tried = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const kinds = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
    const twice = again > 0 ? `; ${again} played twice, for no answer came` : "";
    const note = `${whole.calls.length} calls a run; ${kinds.join(", ")}${twice}`;
    tally({ what: `disk faults: ${what}`, tried, lost: lost.length, note });
    expect(lost).toEqual([]);
    if (!named) expect(tried).toBeGreaterThan(few / 2);
  },
  longestMs,
);
