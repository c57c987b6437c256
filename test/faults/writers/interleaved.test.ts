// R-07, call by call: two writers of one run whose calls of the file system are put between each other's in a thousand
// orders, always the same ones. Whoever has the run has it alone; what a writer was told is kept stands in the log once,
// in order, and nobody is told so whose run another has; the log stays whole.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { someFacts } from "../../core/log/someFacts";
import { playground } from "../../crash/playground";
import { full, sample, tally } from "../tally";
import { bundleThread, playTurns, type Turns, WriterThread } from "./threads";
import type { ThreadEnd, ThreadOrder } from "./writerThread";

const run = "20261121-022646-k3f9";
/** Longer than any lease. */
const aheadMs = 60_000;
/** Orders of a table under `npm run test:faults`. */
const orders = 1_000;

let folder: string;
const threads: WriterThread[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(playground(), "kilo-interleaved-"));
  const store = await createStoreFolder(join(folder, "begun")).create(run);
  await store.open(Date.now());
  store.append(someFacts(4), 1);
  await store.close();
  const script = await bundleThread(folder);
  const clock = new Int32Array(new SharedArrayBuffer(4));
  const start = (host: string | null, pid: number) => new WriterThread(script, clock, { host, pid });
  threads.push(start(null, process.pid), start(null, process.ppid), start("another-machine", process.pid));
}, 120_000);

afterAll(async () => {
  await Promise.all(threads.map((thread) => thread.terminate()));
  rmSync(folder, { recursive: true, force: true });
});

interface Table {
  what: string;
  syncing: ThreadOrder["syncing"];
  /** Each takes the other for lost, whenever it looks; else both see that the other lives. */
  lapsed: boolean;
}

const tables: Table[] = [
  { what: "two windows of one machine", syncing: "at-once", lapsed: false },
  { what: "two machines that take each other for lost, synced at once", syncing: "at-once", lapsed: true },
  { what: "two machines that take each other for lost, synced beside", syncing: "beside", lapsed: true },
];

/** Stops of the first and of the second writer, spread over all pairs of them, and a third one that differs. */
function turnsOf(calls: number, count: number): Turns[] {
  return Array.from({ length: count }, (_, at): Turns => {
    const pair = Math.floor((at * calls * calls) / count);
    const [one, two] = [1 + Math.floor(pair / calls), 1 + (pair % calls)];
    const three = 1 + ((at * 7) % calls);
    const first = at % 2 === 0 ? 0 : 1;
    const second = first === 0 ? 1 : 0;
    return [
      [first, one],
      [second, two],
      [first, three],
      [second, calls * 2],
    ];
  });
}

async function play(
  table: Table,
  turns: Turns,
): Promise<{ ends: [ThreadEnd, ThreadEnd]; problems: string[] }> {
  const home = join(folder, "home");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  cpSync(join(folder, "begun"), home, { recursive: true });
  const order = { folder: home, run, syncing: table.syncing };
  const [here, beside, elsewhere] = threads;
  const other = table.lapsed ? elsewhere : beside;
  if (!here || !other) throw new Error("no threads");
  const ends = await playTurns(
    [here, other],
    [
      { ...order, name: "one", aheadMs: 0 },
      { ...order, name: "two", aheadMs: table.lapsed ? aheadMs : 0 },
    ],
    turns,
  );
  return { ends, problems: await problemsOf(home, ends, table.lapsed) };
}

async function problemsOf(home: string, ends: [ThreadEnd, ThreadEnd], lapsed: boolean): Promise<string[]> {
  const store = await createStoreFolder(home).find(run);
  if (!store) return ["the run is gone"];
  const { events, damage } = await store.read();
  const facts = events.map(({ fact }) => JSON.stringify(fact));
  const problems = damage ? [`the log: ${damage.message}`] : [];
  if (events.some(({ seq }, at) => seq !== at + 1)) problems.push("a gap in the sequence");
  if (events.some(({ epoch }, at) => epoch < (events[at - 1]?.epoch ?? 0))) problems.push("a stale fact");
  if (new Set(facts).size < facts.length) problems.push("a fact stands twice");
  for (const end of ends) {
    problems.push(...end.kept.filter(({ text }) => !facts.includes(text)).map(({ text }) => `lost ${text}`));
    if (end.read?.some((text, at) => facts[at] !== text)) problems.push("what was read is not what stands");
    problems.push(...end.said.filter((said) => !/^(This run is|Another process took)/.test(said)));
    if (end.wild !== null) problems.push(end.wild);
  }
  return [...problems, ...(lapsed ? fenceProblems(ends) : aloneProblems(ends))];
}

/** Once another has the run, nobody is told that what they begin then is kept. */
function fenceProblems([one, two]: [ThreadEnd, ThreadEnd]): string[] {
  const [older, newer] = one.epoch < two.epoch ? [one, two] : [two, one];
  if (!older.opened || !newer.opened) return older.opened || newer.opened ? [] : ["nobody got it"];
  const since = newer.opened.to;
  return older.kept.filter(({ from }) => from > since).map(({ text }) => `kept after a take-over: ${text}`);
}

/** Who lives keeps the run: nobody else gets it before it is given back, and somebody does get it. */
function aloneProblems(ends: [ThreadEnd, ThreadEnd]): string[] {
  const [one, two] = ends.filter(({ opened }) => opened !== null);
  if (!one?.opened) return ["nobody got it"];
  const stopped = ends.flatMap(({ opened, said }) => (opened ? said : []));
  if (stopped.length > 0) return [`was taken from who lived: ${stopped.join(" ")}`];
  if (!two?.opened) return [];
  const isAlone = one.closed.from < two.opened.to || two.closed.from < one.opened.to;
  return isAlone ? [] : ["both had it"];
}

it.runIf(process.platform === "linux").each(tables)(
  "two writers, call by call: $what",
  async (table) => {
    const alone = await play(table, [[0, orders * orders]]);
    expect(alone.problems).toEqual([]);
    const { calls } = alone.ends[0];
    const lost: string[] = [];
    const ways = new Map<string, number>();
    const chosen = sample(turnsOf(calls, orders), 40);
    for (const turns of chosen) {
      const { ends, problems } = await play(table, turns);
      const way = ends.map((end) => `${end.opened ? end.kept.length : "not"} `).join("and ");
      ways.set(way, (ways.get(way) ?? 0) + 1);
      if (problems.length > 0) lost.push(`${JSON.stringify(turns)}: ${problems.join("; ")}`);
    }
    const note = `${calls} calls each; ${ways.size} ways it went`;
    tally({
      what: `orders of two writers' calls: ${table.what}`,
      tried: chosen.length,
      lost: lost.length,
      note,
    });
    expect(lost).toEqual([]);
    // Both got something in some order, or nothing was put between.
    expect(ways.size).toBeGreaterThan(1);
  },
  full ? 600_000 : 120_000,
);
