// R-08: an owner is stopped before one of its calls of the file system, another process takes its run over and brings it to
// its end, the owner is woken. It writes no fact that counts, and does nothing but the one call it was stopped in.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type ModelServer, startModelServer } from "../../../src/demo/modelServer/startModelServer";
import { playground } from "../../crash/playground";
import { booked, createScene, rawTree, type Scene } from "../../crash/scene";
import { diskReply, linkShared, plantDiskSeed } from "../disk/diskPlot";
import { type Fired, placeOf } from "../disk/faultyDisk";
import { full, sample, tally } from "../tally";
import type { StopAt } from "./windowPlayer";
import { bundleWindows, type Window } from "./windows";

const longestMs = full ? 1_200_000 : 240_000;
/** The taker's clock: the stopped owner's lease has lapsed for it. */
const aheadMs = 60_000;

let folder: string;
let server: ModelServer;
let makeWindow: () => Window;
const windows = new Set<Window>();
const free: Window[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(playground(), "kilo-stale-"));
  mkdirSync(join(folder, "seed"));
  plantDiskSeed(join(folder, "seed"), true);
  server = await startModelServer(diskReply);
  makeWindow = await bundleWindows(folder);
}, 120_000);

afterAll(async () => {
  await Promise.all([...windows].map((window) => window.kill()));
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A window that is free, or another one: a start costs as much as a good part of the run. */
async function openWindow(scene: Scene, ahead: number, answers = true): Promise<Window> {
  const window = free.pop() ?? makeWindow();
  windows.add(window);
  await window.order({ do: "open", home: scene.home, syncing: "at-once", aheadMs: ahead, answers });
  return window;
}

function newScene(): Scene {
  const scene = createScene(join(folder, "seed"));
  linkShared(scene.work);
  return scene;
}

/** Changes of the user's folder; temporary files of ours, and a second name that is taken back at once, change nothing of it. */
function changes(calls: readonly Fired[]): string[] {
  const changing =
    /^(promises\.)?(rename|link|rm|rmdir|unlink|mkdir|copyFile|symlink|f?truncate|writev?|writeFile|appendFile)(Sync)? work\//;
  const made = calls
    .filter(
      ({ what }) => changing.test(what) && !/\.kilo-[0-9a-f]{8}\.(tmp|backup)$|work\/\.git\//.test(what),
    )
    .map(({ what }) => what);
  // A link is told by the name that was there: to take that one away would be the rest of a move.
  const [first = "", second = "", ...rest] = made;
  const isTakenBack =
    first.startsWith("linkSync ") && second.startsWith("rmSync ") && first.slice(9) !== second.slice(7);
  return isTakenBack ? rest : made;
}

interface Point {
  call: StopAt;
  /** Whether the owner is woken as soon as the run was taken over, or only once it has ended. */
  early: boolean;
}

/** Resolves once the owner stands still; false where it came to its end before. */
async function untilStopped(owner: Window, ended: Promise<unknown>): Promise<boolean> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver && !owner.isStopped()) await new Promise((resolve) => setImmediate(resolve));
  return owner.isStopped();
}

/** @returns what went wrong; null where the owner was not stopped at all. */
async function playPoint({ call, early }: Point, tree: string[]): Promise<string[] | null> {
  const scene = newScene();
  const owner = await openWindow(scene, 0);
  const taker = await openWindow(scene, aheadMs);
  try {
    const started = owner.order({ do: "start", url: server.url, stopAt: call, asks: false });
    const over = started.then(({ run }) => owner.order({ do: "settled", run }));
    if (!(await untilStopped(owner, over))) return null;
    const run = scene.run();
    if (!run || (await scene.log()).events.length === 0) return null;
    const taken = await taker.order({ do: "resume", run, afterMs: 0 });
    const problems = taken.ok ? [] : [`not taken over: ${taken.said}`];
    const epoch = (await scene.log()).events.at(-1)?.epoch ?? 0;
    if (early) owner.wake();
    const end = await taker.order({ do: "settled", run });
    if (!end.ok) problems.push(`the taker did not end it: ${end.said}`);
    const { events } = await scene.log();
    const requests = server.requests.length;
    owner.wake();
    const woken = await over;
    const after = await scene.log();
    if (after.events.length !== events.length) problems.push("facts were added after the end");
    const stale = after.events.filter(
      (event, at) => event.epoch < epoch && at > 0 && (after.events[at - 1]?.epoch ?? 0) >= epoch,
    );
    if (stale.length > 0) problems.push(`${stale.length} stale facts`);
    if (!/took this run over|driven by/.test(woken.said)) problems.push(`the owner said: ${woken.said}`);
    const changed = changes(woken.calls);
    if (changed.length > 1) problems.push(`the owner changed ${changed.join(", ")}`);
    if (!early && server.requests.length > requests + 1) problems.push("the owner asked the model");
    if (booked(scene.work) !== 1) problems.push(`op-1 is booked ${booked(scene.work)} times`);
    const found = rawTree(scene.work);
    problems.push(...found.filter((line) => !tree.includes(line)).map((line) => `new ${line}`));
    problems.push(...tree.filter((line) => !found.includes(line)).map((line) => `missing ${line}`));
    for (const window of [owner, taker]) {
      await window.order({ do: "close" });
      free.push(window);
    }
    return problems;
  } finally {
    scene.clean();
  }
}

/** Every call of the two moves, from the second name that is made to the first one that is taken away. */
function callsOfMoves(calls: readonly Fired[]): StopAt[] {
  const places = calls.map(placeOf);
  return calls.flatMap((call, start) => {
    if (!/^linkSync work\/src\/(old|rates\/tax)\.cjs$/.test(call.what)) return [];
    const length = calls.slice(start).findIndex(({ what }) => what.startsWith("rmSync ")) + 1;
    return places.slice(start, start + length).map((place, at) => ({
      place,
      nth: places.slice(0, start + at + 1).filter((other) => other === place).length,
    }));
  });
}

async function unstopped(): Promise<{ calls: readonly Fired[]; tree: string[] }> {
  const scene = newScene();
  const window = await openWindow(scene, 0);
  const { run } = await window.order({ do: "start", url: server.url, stopAt: null, asks: false });
  const end = await window.order({ do: "settled", run });
  expect(end).toMatchObject({ ok: true });
  const tree = rawTree(scene.work);
  await window.order({ do: "close" });
  free.push(window);
  scene.clean();
  return { calls: end.calls, tree };
}

it.runIf(process.platform === "linux")(
  "a stopped owner that wakes stops: no fact, and no effect but the call it was in",
  async () => {
    const { calls, tree } = await unstopped();
    const points = Array.from({ length: 48 }, (_, at) => ({
      call: { nth: Math.floor(60 + ((calls.length - 100) * at) / 48), place: null },
      early: at % 2 === 1,
    }));
    const inMoves = callsOfMoves(calls).flatMap((call) => [false, true].map((early) => ({ call, early })));
    const lost: string[] = [];
    let tried = 0;
    for (const point of [...sample(points, 3), ...sample(inMoves, 4)]) {
      const problems = await playPoint(point, tree);
      if (problems === null) continue;
      tried += 1;
      if (problems.length > 0)
        lost.push(
          `stopped at call ${point.call.nth}${point.call.place ? ` of ${point.call.place}` : ""}${point.early ? ", woken early" : ""}: ${problems.join("; ")}`,
        );
    }
    tally({ what: "stopped owners woken after a take-over", tried, lost: lost.length });
    expect(lost).toEqual([]);
    expect(tried).toBeGreaterThan(1);
  },
  longestMs,
);

it.runIf(process.platform === "linux")(
  "an owner that waits for a person, and is stopped meanwhile, sees on waking that its run is driven elsewhere",
  async () => {
    const scene = newScene();
    const owner = await openWindow(scene, 0, false);
    const taker = await openWindow(scene, aheadMs);
    const { run } = await owner.order({ do: "start", url: server.url, stopAt: null, asks: false });
    const over = owner.order({ do: "settled", run });
    await vi.waitUntil(
      async () => Object.keys((await scene.log()).view?.approvals ?? {}).length > 0,
      longestMs,
    );
    owner.stop();
    await untilStopped(owner, new Promise(() => undefined));
    expect(await taker.order({ do: "resume", run, afterMs: 0 })).toMatchObject({ ok: true });
    expect(await taker.order({ do: "settled", run })).toMatchObject({ ok: true });
    const { events } = await scene.log();
    owner.wake();
    expect((await over).said).toMatch(/took this run over/);
    expect((await scene.log()).events.length).toBe(events.length);
    scene.clean();
  },
  longestMs,
);
