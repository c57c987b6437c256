// Plays one case of the table through the whole engine: a real run in a folder of its own, the real SDKs over loopback, a
// scripted server. Only the clock is not real: whoever waits finds the time passed at once.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createEngine, type Engine } from "../../../src/core/engine";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import type { Ports } from "../../../src/core/ports";
import type { ModelScript, ScriptDialect, ScriptReply } from "../../../src/demo/modelServer/script";
import { startModelServer } from "../../../src/demo/modelServer/startModelServer";
import { writeEvents } from "../../../src/demo/modelServer/writeEvents";
import { foldAll } from "../../../src/protocol/fold";
import { createTestPorts } from "../../fakes/testPorts";
import { testSettings } from "../../fakes/testSettings";
import { type FaultRow, newKey, oldKey, type Played, type Spot } from "./faultRow";
import { judge, judgeEnd } from "./judge";
import { judgeBody } from "./judgeBody";
import { edits, layOut, lookAt, nextAnswer, reads, type Work } from "./work";

const origin = { kind: "person", via: "test" } as const;

/** One case while it is played. */
interface Stage {
  row: FaultRow;
  spot: Spot;
  work: Work;
  folder: string;
  /** Place of the answer that is hit. */
  at: number;
  times: number;
  hits: number;
  /** The run was resumed and nothing goes wrong any more. */
  healed: boolean;
  sleeps: number[];
  wrong: Set<string>;
}

export function spotOf(name: string, dialect: ScriptDialect, seed: number): Spot {
  let state =
    (seed * 7919 + [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7)) >>> 0;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  random();
  return { dialect, seed, random, between: (from, to) => from + Math.floor(random() * (to - from + 1)) };
}

function setStage(row: FaultRow, dialect: ScriptDialect, seed: number, home: string): Stage {
  const spot = spotOf(row.name, dialect, seed);
  const given = row.work ?? (seed % 10 === 0 ? "edits" : "reads");
  const work = typeof given === "object" ? given : given === "edits" ? edits : reads;
  const places = work.answers.length + (work.last && !row.calls ? 1 : 0);
  const { times = 1 } = row;
  return {
    row,
    spot,
    work,
    folder: join(home, "project"),
    at: (seed + Math.floor(seed / 10)) % places,
    times: times === "always" ? Number.POSITIVE_INFINITY : typeof times === "number" ? times : times(spot),
    hits: 0,
    healed: false,
    sleeps: [],
    wrong: new Set(),
  };
}

/** @returns everything that is wrong, in sentences; nothing where all is as it has to be. */
export async function playCase(
  row: FaultRow,
  dialect: ScriptDialect,
  seed: number,
  home: string,
): Promise<string[]> {
  mkdirSync(home, { recursive: true });
  const stage = setStage(row, dialect, seed, home);
  layOut(stage.work, stage.folder);
  const server = await startModelServer(scriptFor(stage));
  const runs = createStoreFolder(join(home, "runs"));
  const settings = testSettings(server.url, {}, dialect);
  row.settings?.(settings);
  const engine = createEngine({
    ports: portsFor(stage, () => server.requests.length),
    runs,
    scratch: join(home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8" },
    interactive: false,
    product: "test",
    retainBytes: 1_000_000_000,
    ...(row.silence ? { modelTimeouts: row.silence } : {}),
  });
  try {
    await playRun(engine, stage, settings, async (run) => {
      const store = await createStoreFolder(join(home, "runs")).find(run);
      const log = await store?.read();
      if (!log || log.damage || log.cutBytes > 0) throw new Error("the log cannot be read");
      const view = foldAll(log.events);
      if (!view) throw new Error("the log folds to nothing");
      const { work, sleeps, hits } = stage;
      return { work, dialect, events: log.events, view, sleeps, requests: server.requests, hits };
    });
  } catch (thrown) {
    stage.wrong.add(`crashed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
  } finally {
    await engine.close();
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
  return [...stage.wrong];
}

async function playRun(
  engine: Engine,
  stage: Stage,
  settings: ReturnType<typeof testSettings>,
  read: (run: string) => Promise<Played>,
): Promise<void> {
  const { row, spot, work, folder, wrong } = stage;
  const say = (words: string[]) => {
    for (const word of words) wrong.add(word);
  };
  const { prompt } = work;
  const started = await engine.start({ prompt, folder, role: null, settings, notices: [], origin });
  if (!started.ok) throw new Error(started.failure.message);
  await engine.settled(started.run);
  const ends = typeof row.ends === "function" ? row.ends(spot) : row.ends;
  const played = await read(started.run);
  if (stage.hits === 0 && !row.unreached) say(["the fault never showed"]);
  say([...judgeEnd(played, ends), ...judge(played, row), ...(row.look?.(played) ?? [])]);
  let final = played;
  if (played.view.status === "paused") {
    stage.healed = true;
    const budgetMicros = 2 * settings.capMicros;
    const resumed = await engine.resume(started.run, { origin, budgetMicros });
    if (!resumed.ok) throw new Error(resumed.failure.message);
    await engine.settled(started.run);
    final = await read(started.run);
    const found = [
      ...judgeEnd(final, row.resumed ?? "done"),
      ...judge(final, row),
      ...(row.after?.(final) ?? []),
    ];
    say(found.map((word) => `after the resume: ${word}`));
  }
  const isDone = final.view.outcome === "done" && !row.mangled;
  if (isDone && lookAt(folder) !== work.states.at(-1))
    say([`the folder is not what was asked for: ${lookAt(folder)}`]);
}

function scriptFor(stage: Stage): ModelScript {
  const { row, spot, work, folder, wrong } = stage;
  return (request) => {
    for (const word of judgeBody(request)) wrong.add(word);
    const seen = lookAt(folder);
    if (!row.mangled && !work.states.includes(seen)) wrong.add(`a state between: ${seen}`);
    const { place, reply: planned } = nextAnswer(work, request);
    const isHere = place === stage.at || row.anywhere;
    if (stage.healed || !isHere || stage.hits >= stage.times) return planned;
    const events = writeEvents({ request, reply: planned, usage: { input: 1000, output: 50 } });
    const bad: ScriptReply | null = row.fault({ ...spot, hit: stage.hits, work, request, planned, events });
    if (bad) stage.hits += 1;
    return bad ?? planned;
  };
}

function portsFor(stage: Stage, requests: () => number): Ports {
  let slept = 0;
  return {
    ...createTestPorts(stage.spot.seed + 1),
    live: () => undefined,
    monotonic: () => performance.now() + slept,
    sleep: async (ms) => {
      slept += ms;
      stage.sleeps.push(ms);
    },
    secret: async () => (stage.healed ? newKey : stage.row.key ? stage.row.key(requests()) : oldKey),
  };
}
