// Plays one case: start, die, resume (and die again) until the run ends; then says what differs from the unkilled run.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { startModelServer } from "../../src/demo/modelServer/startModelServer";
import type { Fact } from "../../src/protocol/event";
import type { RunView } from "../../src/protocol/run";
import { compare, type Found, type Owed, retriedIn } from "./compare";
import type { EachKill, Kill, Syncing } from "./crashingRuns";
import type { FrailOrder } from "./frailOrder";
import { bundlePlayer, type Players } from "./inPlayer";
import type { Play, PlayEnd } from "./player";
import { deathOrder, diedAt } from "./plot";
import { type PlotName, plots } from "./plots";
import { createScene, rawTree, type Scene, userGit } from "./scene";
import { endSession } from "./sessionEnd";
import type { EachStepKill, StepKill } from "./sessionSteps";
import { bundleWorker, deathsOf, linesOf, orderWorker, stepsOf } from "./sessionWorkers";

export interface Case {
  name: string;
  /** The first kills the starting process, the others the resuming ones. */
  kills: Kill[];
  inCommand: Play["inCommand"];
  person: Play["person"];
  syncing: Syncing;
  late?: number;
  /** Deaths beside the log: of the starting process, then of the resuming ones; null where that one goes on. */
  steps?: (StepKill | null)[];
  /** One death after the other, at each kind of fact or step once. */
  each?: EachKill | EachStepKill;
  /** Death of an agent's process, once. */
  frail?: FrailOrder;
}

export interface Reference {
  appends: Fact["type"][][];
  /** What its driver did beside the log, and what the agents' processes did. */
  steps: string[];
  frailSteps: string[];
  tree: string[];
  spent: number;
  /** Of that, booked for requests that failed though nobody died: a busy machine answers late. */
  retried: number;
  facts: number;
}

export interface Outcome {
  case: Case;
  /** Processes that were killed. */
  killed: number;
  /** Times a person was asked to run the command again. */
  asked: number;
  lost: string[];
  doubled: string[];
  stuck: string[];
  wrong: string[];
  /** Kinds of facts or steps somebody died at, where each is died at once. */
  died: string[];
}

export interface Theatre {
  reference: Reference;
  play(one: Case): Promise<Outcome>;
  close(): Promise<void>;
}

/** Resumes without a kill that a case may need: one; another after a pause shows a run that is stuck. */
const mostResumes = 2;

/**
 * @param folder for the bundle and the seed; the caller removes it.
 * @param more how the unkilled run is played.
 * @param examine what must hold beyond what holds for every story.
 */
export async function createTheatre(
  folder: string,
  name: PlotName = "round",
  more: Partial<Case> = {},
  examine: Examine = () => {},
): Promise<Theatre> {
  const seed = join(folder, "seed");
  mkdirSync(seed);
  plots[name].plant(seed);
  const server = await startModelServer(plots[name].reply);
  const players = await bundlePlayer(folder);
  const worker = plots[name].agents ? await bundleWorker(folder) : null;
  const stage: Stage = { plot: name, seed, url: server.url, start: players.start, examine, worker };
  const base = {
    name: "unkilled",
    kills: [],
    inCommand: null,
    person: "leaves",
    syncing: "at-once",
  } as const;
  const whole: Case = { ...base, kills: [], ...more };
  const { made: reference, ...alone } = await playCase(stage, whole, null);
  if (problems(alone).length > 0) throw new Error(`the unkilled run failed: ${problems(alone).join("; ")}`);
  return {
    reference,
    async play(one) {
      const { made: _, ...outcome } = await playCase(stage, one, reference);
      return outcome;
    },
    async close() {
      await players.close();
      await server.close();
    },
  };
}

/** Adds to an outcome what is wrong with a log, compared with the unkilled one. */
export type Examine = (outcome: Outcome, found: Pick<Found, "events" | "view">) => void;

interface Stage {
  plot: PlotName;
  examine: Examine;
  seed: string;
  url: string;
  start: Players["start"];
  /** Program of the agents' processes; null where there are none. */
  worker: string | null;
}

async function playCase(
  stage: Stage,
  one: Case,
  reference: Reference | null,
): Promise<Outcome & { made: Reference }> {
  const scene = createScene(stage.seed);
  const user = userGit(scene.work);
  const outcome: Outcome = {
    case: one,
    killed: 0,
    asked: 0,
    lost: [],
    doubled: [],
    stuck: [],
    wrong: [],
    died: [],
  };
  const owed: Owed = { requests: new Map(), pending: [] };
  const worker = stage.worker === null ? null : orderWorker(stage.worker, scene.home, one.frail ?? null);
  try {
    const { appends, steps } = await playToTheEnd({ ...stage, worker }, scene, outcome, owed);
    const { events, view } = await scene.log();
    outcome.died = [...linesOf(join(scene.home, diedAt)), ...(worker === null ? [] : deathsOf(worker))];
    if (worker !== null) outcome.killed += deathsOf(worker).length;
    const ended = worker === null || !view ? [] : await endSession(outcome, scene, view);
    const tree = [...rawTree(scene.work), ...ended];
    const spent = view?.purses.run?.spent ?? 0;
    const frailSteps = worker === null ? [] : stepsOf(worker);
    const made = {
      appends,
      steps,
      frailSteps,
      tree,
      spent,
      retried: retriedIn(events),
      facts: events.length,
    };
    if (view) {
      const { plot } = stage;
      compare(outcome, scene, { plot, events, view, user, owed, reference: reference ?? made, made });
      stage.examine(outcome, { events, view });
    } else outcome.lost.push("there is no run");
    return { ...outcome, made };
  } finally {
    scene.clean();
  }
}

/** Starts, dies, resumes, until the run ends or stands still; answers what the last process appended. */
async function playToTheEnd(
  stage: Stage,
  scene: Scene,
  outcome: Outcome,
  owed: Owed,
): Promise<Pick<PlayEnd, "appends" | "steps">> {
  const { home } = scene;
  const { plot, url, worker } = stage;
  const { person, kills, syncing, late, each } = outcome.case;
  const waiting = [...kills];
  const steps = [...(outcome.case.steps ?? [])];
  const eachFact = each && "moment" in each ? each : null;
  const eachStep = each && !("moment" in each) ? each : null;
  let { inCommand } = outcome.case;
  for (let clean = 0; ; ) {
    const run = (await scene.log()).view ? scene.run() : null;
    if (!run) rmSync(join(home, "runs"), { recursive: true, force: true });
    const kill = waiting.shift() ?? eachFact;
    const end = await stage.start({
      plot,
      home,
      url,
      run,
      kill,
      syncing,
      inCommand,
      person,
      step: steps.shift() ?? eachStep,
      ...(worker === null ? {} : { workerEntry: worker }),
      ...(late === undefined ? {} : { late }),
    });
    inCommand = null;
    rmSync(join(home, deathOrder), { force: true });
    const { view } = await scene.log();
    if (end === null) {
      outcome.killed += 1;
      if (view) noteDeath(scene, view, owed);
      continue;
    }
    if (view?.status === "ended") return end;
    clean += 1;
    if (clean < mostResumes) continue;
    outcome.stuck.push(end.end);
    return end;
  }
}

export function problems(outcome: Outcome): string[] {
  return [...outcome.lost, ...outcome.doubled, ...outcome.stuck, ...outcome.wrong];
}

/** Keeps what the log owes, and leaves half a temporary file where a write was cut off. */
function noteDeath(scene: Scene, view: RunView, owed: Owed): void {
  for (const { modelCall, reserved } of Object.values(view.openModelCalls))
    owed.requests.set(modelCall, reserved);
  for (const { id, answer } of Object.values(view.approvals)) if (!answer) owed.pending.push(id);
  const targets = Object.values(view.openToolCalls).flatMap(({ task, writes }) =>
    writes.map(({ path }) => join(view.tasks[task]?.root ?? scene.work, path)),
  );
  for (const target of targets) {
    const name = createHash("sha256").update(target).digest("hex").slice(0, 8);
    if (existsSync(dirname(target)))
      writeFileSync(join(dirname(target), `.kilo-${name}.tmp`), basename(target));
  }
}
