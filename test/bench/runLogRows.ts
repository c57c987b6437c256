// The run log: what one durable append costs, and how long and how large opening and folding a long log is.
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import { foldAll } from "../../src/protocol/fold";
import { atMost, type BenchRow, milliseconds, told } from "./benchRow";
import { manyFacts } from "./manyFacts";
import { makePlace } from "./place";
import { median, percentile } from "./statistics";

const facts = 100_000;
const appends = 500;
const openings = 3;

export async function runLogRows(): Promise<BenchRow[]> {
  const place = makePlace();
  try {
    const folder = createStoreFolder(join(place.root, "runs"));
    return [await appendRow(folder), ...(await openRows(folder))];
  } finally {
    place.remove();
  }
}

type Folder = ReturnType<typeof createStoreFolder>;

async function appendRow(folder: Folder): Promise<BenchRow> {
  const store = await folder.create("20260102-030405-appe");
  await store.open(Date.now());
  const times: number[] = [];
  for (const fact of manyFacts(appends)) {
    const start = performance.now();
    store.append([fact], Date.now());
    times.push(performance.now() - start);
  }
  await store.close();
  const figure = `median ${milliseconds(median(times))}, p99 ${milliseconds(percentile(times, 0.99))}`;
  return told(
    "log: append one fact and sync it",
    figure,
    `${appends} facts of a run, one write and one fdatasync each`,
  );
}

async function writeLong(folder: Folder, run: string): Promise<void> {
  const store = await folder.create(run);
  await store.open(Date.now());
  const all = manyFacts(facts);
  for (let at = 0; at < all.length; at += 1_000) store.append(all.slice(at, at + 1_000), Date.now());
  await store.close();
}

async function openRows(folder: Folder): Promise<BenchRow[]> {
  const run = "20260102-030405-fold";
  await writeLong(folder, run);
  const bytes = (await folder.list()).find((one) => one.run === run)?.bytes ?? 0;
  const rounds: Opening[] = [];
  for (let round = 0; round < openings; round += 1) rounds.push(await openOnce(folder, run));
  const middle = (figure: (opening: Opening) => number) => median(rounds.map(figure));
  const all = middle(({ openMs, foldMs }) => openMs + foldMs) / 1000;
  const figure = `${all.toFixed(2)} s (open ${milliseconds(middle(({ openMs }) => openMs))}, fold ${milliseconds(middle(({ foldMs }) => foldMs))})`;
  const how = `one run of ${(bytes / 1e6).toFixed(0)} MB, median of ${openings}: lock, read, check every line's checksum, parse, fold; in process`;
  return [
    atMost("log: open and fold 100,000 facts", all, 1, " s", figure, how),
    told(
      "log: memory of 100,000 facts",
      `${(middle(({ kept }) => kept) / 1e6).toFixed(0)} MB`,
      "heap and buffers after a collection, with all events and the view held, over before",
    ),
  ];
}

interface Opening {
  openMs: number;
  foldMs: number;
  /** Bytes held afterwards. */
  kept: number;
}

async function openOnce(folder: Folder, run: string): Promise<Opening> {
  const before = memoryNow();
  const start = performance.now();
  const found = await folder.find(run);
  const opened = await found?.open(Date.now());
  if (!opened?.ok) throw new Error("the long log did not open");
  const openMs = performance.now() - start;
  const { events } = opened.value.log;
  const view = foldAll(events);
  const foldMs = performance.now() - start - openMs;
  const kept = memoryNow() - before;
  await found?.close();
  if (events.length !== facts || view?.seq !== facts) throw new Error("the long log was not read whole");
  return { openMs, foldMs, kept };
}

/** Heap and buffers in use after a collection, bytes. */
function memoryNow(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
