// the log of a finished run, cut at byte offsets: what is left is a whole beginning of the run, the cut is counted
// right, and the run can be decided on and resumed. KILO_CRASH_FULL=1 cuts at every single byte.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readLine, type StoredEvent } from "../../src/core/log/eventLine";
import { createJsonlStore } from "../../src/core/log/jsonlStore";
import { createMemoryFolder } from "../../src/core/log/memoryStore";
import type { OpenLog } from "../../src/core/log/store";
import { decide } from "../../src/core/schedule/decide";
import { settleOpen } from "../../src/core/schedule/recover";
import { type ModelServer, startModelServer } from "../../src/demo/modelServer/startModelServer";
import type { RunEvent } from "../../src/protocol/event";
import { foldAll } from "../../src/protocol/fold";
import { tally } from "../faults/tally";
import { bundlePlayer, type Players } from "./inPlayer";
import { playground } from "./playground";
import { plantSeed, plotReply } from "./plot";
import { createScene, rawTree, type Scene } from "./scene";

const full = process.env.KILO_CRASH_FULL === "1";
const resumes = full ? 60 : 12;
const longestMs = full ? 600_000 : 120_000;

let folder: string;
let server: ModelServer;
let scene: Scene;
let players: Players;
let bytes: Buffer;
let events: RunEvent[];
/** Where each append ends, with the events up to there. */
let ends: { offset: number; count: number }[];

beforeAll(async () => {
  folder = mkdtempSync(join(playground(), "kilo-cut-"));
  mkdirSync(join(folder, "seed"));
  plantSeed(join(folder, "seed"));
  server = await startModelServer(plotReply);
  players = await bundlePlayer(folder);
  scene = createScene(join(folder, "seed"));
  await play(null);
  bytes = readFileSync(logFile());
  events = (await scene.log()).events;
  ends = appendEnds(bytes);
}, longestMs);

afterAll(async () => {
  await players?.close();
  await server?.close();
  scene?.clean();
  rmSync(folder, { recursive: true, force: true });
});

function play(run: string | null) {
  return players.start({
    plot: "round",
    home: scene.home,
    url: server.url,
    run,
    kill: null,
    inCommand: null,
    syncing: "at-once",
    person: "leaves",
  });
}

function logFile(): string {
  return join(scene.home, "runs", scene.run() ?? "", "events.jsonl");
}

function appendEnds(log: Buffer): { offset: number; count: number }[] {
  const found = [{ offset: 0, count: 0 }];
  let count = 0;
  for (let from = 0; from < log.length; ) {
    const end = log.indexOf(10, from);
    count += 1;
    if ((readLine(log, from, end) as StoredEvent).more === 0) found.push({ offset: end + 1, count });
    from = end + 1;
  }
  return found;
}

/** Every offset of the last 4 KB, every seventh before. */
function offsets(): number[] {
  const all = Array.from({ length: bytes.length + 1 }, (_, offset) => offset);
  return all.filter((offset) => full || offset % 7 === 0 || offset > bytes.length - 4_096);
}

function whole(offset: number): { offset: number; count: number } {
  return ends.findLast((end) => end.offset <= offset) ?? { offset: 0, count: 0 };
}

/** What is wrong with a log that was cut at `offset` and opened; null where nothing is. */
function wrongWith(log: OpenLog, offset: number): string | null {
  const expected = whole(offset);
  if (log.damage) return log.damage.message;
  if (log.events.length !== expected.count) return `${log.events.length} events instead of ${expected.count}`;
  if (log.cutBytes !== offset - expected.offset) return `${log.cutBytes} bytes cut`;
  return null;
}

it(
  "cut anywhere, the log opens as a whole beginning of the run, and what to do next can be told",
  async () => {
    const wrong: string[] = [];
    const told = new Set<number>();
    const places = offsets();
    for (const offset of places) {
      const runs = createMemoryFolder();
      const store = await runs.create("run");
      runs.inside("run").bytes = bytes.subarray(0, offset);
      const opened = await store.open(1);
      const problem = opened.ok ? wrongWith(opened.value.log, offset) : opened.failure.message;
      if (problem) wrong.push(`${offset}: ${problem}`);
      // What follows depends on the events alone.
      if (!opened.ok || told.has(opened.value.log.events.length)) continue;
      told.add(opened.value.log.events.length);
      expect(opened.value.log.events).toEqual(events.slice(0, opened.value.log.events.length));
      const view = foldAll(opened.value.log.events);
      if (!view) continue;
      await settleOpen(view);
      expect(
        view.status !== "running" || decide(view).length > 0,
        `after ${view.seq} there is nothing to do`,
      ).toBe(true);
    }
    tally({ what: "log of a whole run cut", tried: places.length, lost: wrong.length });
    expect(wrong).toEqual([]);
    expect(told.size).toBe(ends.length);
    process.stdout.write(
      `\nlog of ${bytes.length} bytes cut at ${places.length} offsets: 0 crashes, 0 wrong\n`,
    );
  },
  longestMs,
);

it(
  "on disk, cut around the end of every append, it opens alike and goes on in sequence",
  async () => {
    const around = ends.flatMap(({ offset }) => [offset - 1, offset, offset + 90]);
    for (const offset of around.filter((each) => each >= 0 && each <= bytes.length)) {
      const place = mkdtempSync(join(folder, "run-"));
      writeFileSync(join(place, "events.jsonl"), bytes.subarray(0, offset));
      const store = createJsonlStore(place);
      const opened = await store.open(Date.now());
      if (!opened.ok) throw new Error(`${offset}: ${opened.failure.message}`);
      expect([offset, wrongWith(opened.value.log, offset)]).toEqual([offset, null]);
      const next = store.append([{ type: "notice.given", text: "on" }], 1);
      expect(next[0]?.seq).toBe(whole(offset).count + 1);
      await store.close();
      rmSync(place, { recursive: true });
    }
  },
  longestMs,
);

it(
  "cut and resumed, the run ends or pauses with a reason, and touches nothing outside",
  async () => {
    const backup = join(folder, "finished");
    cpSync(scene.home, backup, { recursive: true });
    const names = readdirSync(scene.home);
    const files = rawTree(scene.work).map((line) => line.split(" ")[0]);
    const said: string[] = [];
    for (let index = 1; index <= resumes; index++) {
      rmSync(scene.home, { recursive: true });
      cpSync(backup, scene.home, { recursive: true });
      const run = scene.run();
      const offset = Math.floor((bytes.length * index) / (resumes + 1));
      truncateSync(logFile(), offset);
      const end = await play(run);
      const { view } = await scene.log();
      const outcome = view?.status === "ended" ? view.outcome : view?.pause?.reason;
      // Not even the first append is whole: a clean report, and nothing to go on with.
      if (view === null && end?.end.startsWith("log-damaged: The run's log is empty")) continue;
      const typed = ["done", "failed", "person", "cap", "provider", "approval"].includes(outcome ?? "");
      if (!typed) said.push(`cut at ${offset}: ${end?.end}`);
      expect(readdirSync(scene.home)).toEqual(names);
      expect(rawTree(scene.work).map((line) => line.split(" ")[0])).toEqual(files);
    }
    tally({ what: "runs resumed from a cut log", tried: resumes, lost: said.length });
    expect(said).toEqual([]);
  },
  longestMs,
);
