// Plays one case: start, die, resume (and die again) until the run ends; then says what differs from the unkilled run.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { startModelServer } from "../../src/demo/modelServer/startModelServer";
import type { Fact, RunEvent } from "../../src/protocol/event";
import type { RunView } from "../../src/protocol/run";
import type { Kill, Syncing } from "./crashingRuns";
import { bundlePlayer, type Players } from "./inPlayer";
import type { Play } from "./player";
import { deathOrder } from "./plot";
import { type PlotName, plots } from "./plots";
import { booked, createScene, rawTree, type Scene, userGit } from "./scene";

export interface Case {
  name: string;
  /** The first kills the starting process, the others the resuming ones. */
  kills: Kill[];
  inCommand: Play["inCommand"];
  person: Play["person"];
  syncing: Syncing;
  late?: number;
}

export interface Reference {
  appends: Fact["type"][][];
  tree: string[];
  spent: number;
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
  const stage: Stage = { plot: name, seed, url: server.url, start: players.start, examine };
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
}

async function playCase(
  stage: Stage,
  one: Case,
  reference: Reference | null,
): Promise<Outcome & { made: Reference }> {
  const scene = createScene(stage.seed);
  const user = userGit(scene.work);
  const outcome: Outcome = { case: one, killed: 0, asked: 0, lost: [], doubled: [], stuck: [], wrong: [] };
  const owed: Owed = { reserved: 0, pending: [] };
  try {
    const appends = await playToTheEnd(stage, scene, outcome, owed);
    const { events, view } = await scene.log();
    const spent = view?.purses.run?.spent ?? 0;
    const made = { appends, tree: rawTree(scene.work), spent, facts: events.length };
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
async function playToTheEnd(stage: Stage, scene: Scene, outcome: Outcome, owed: Owed) {
  const { home } = scene;
  const { plot, url } = stage;
  const { person, kills, syncing, late } = outcome.case;
  const waiting = [...kills];
  let { inCommand } = outcome.case;
  for (let clean = 0; ; ) {
    const run = (await scene.log()).view ? scene.run() : null;
    if (!run) rmSync(join(home, "runs"), { recursive: true, force: true });
    const kill = waiting.shift() ?? null;
    const end = await stage.start({
      plot,
      home,
      url,
      run,
      kill,
      syncing,
      inCommand,
      person,
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
    if (view?.status === "ended") return end.appends;
    clean += 1;
    if (clean < mostResumes) continue;
    outcome.stuck.push(end.end);
    return end.appends;
  }
}

export function problems(outcome: Outcome): string[] {
  return [...outcome.lost, ...outcome.doubled, ...outcome.stuck, ...outcome.wrong];
}

/** What deaths left open: money that may have been billed, and questions that wait. */
interface Owed {
  reserved: number;
  pending: string[];
}

/** Keeps what the log owes, and leaves half a temporary file where a write was cut off. */
function noteDeath(scene: Scene, view: RunView, owed: Owed): void {
  for (const call of Object.values(view.openModelCalls)) owed.reserved += call.reserved;
  for (const { id, answer } of Object.values(view.approvals)) if (!answer) owed.pending.push(id);
  for (const { path } of Object.values(view.openToolCalls).flatMap(({ writes }) => writes)) {
    const target = join(scene.work, path);
    const name = createHash("sha256").update(target).digest("hex").slice(0, 8);
    if (existsSync(dirname(target)))
      writeFileSync(join(dirname(target), `.kilo-${name}.tmp`), basename(path));
  }
}

interface Found {
  plot: PlotName;
  events: RunEvent[];
  view: RunView;
  user: string[];
  owed: Owed;
  reference: Reference;
  made: Reference;
}

function compare(outcome: Outcome, scene: Scene, found: Found): void {
  const { view, user, reference, made, plot } = found;
  const { lost, doubled, wrong } = outcome;
  const operations = booked(scene.work);
  if (operations === 0) lost.push("the operation is not in the ledger");
  if (operations > 1) doubled.push(`the operation is in the ledger ${operations} times`);
  const isLost = reference.tree.filter((line) => !made.tree.includes(line));
  const isNew = made.tree.filter((line) => !reference.tree.includes(line));
  if (isLost.length > 0) lost.push(`missing in the tree: ${isLost.join(", ")}`);
  if (isNew.length > 0) wrong.push(`not in the unkilled tree: ${isNew.join(", ")}`);
  if (view.outcome !== "done" || view.verified !== plots[plot].verified)
    wrong.push(`the run ended ${view.outcome}: ${view.summary}`);
  if (userGit(scene.work).join() !== user.join()) wrong.push("the user's branch or index was changed");
  compareFacts(outcome, found);
  compareMoney(outcome, found);
}

function compareFacts(outcome: Outcome, { events, view, owed }: Found): void {
  if (events.some(({ seq }, index) => seq !== index + 1)) outcome.wrong.push("the sequence has a gap");
  const given = events.flatMap(({ fact }) => (fact.type === "approval.given" ? [fact.approval] : []));
  const asked = events.flatMap(({ fact }) => (fact.type === "approval.asked" ? [fact.approval] : []));
  outcome.asked = asked.filter(({ title }) => title.startsWith("Run again?")).length;
  const ids = asked.map(({ id }) => id);
  if (new Set(ids).size < ids.length) outcome.doubled.push("a question was asked twice under one id");
  if (new Set(given).size < given.length) outcome.doubled.push("a question was answered twice");
  // What a cancelled task had asked, nobody answers.
  const moot = asked.filter(({ task }) => view.tasks[task ?? ""]?.status === "cancelled").map(({ id }) => id);
  const dropped = owed.pending.filter((id) => !given.includes(id) && !moot.includes(id));
  if (dropped.length > 0) outcome.lost.push(`questions that were pending: ${dropped.join(", ")}`);
  const open = [...Object.keys(view.openModelCalls), ...Object.keys(view.openToolCalls)];
  if (open.length > 0) outcome.wrong.push(`still open: ${open.join(", ")}`);
  const unasked = rerunUnasked(events);
  if (unasked) outcome.doubled.push(unasked);
}

/** A command with an unknown outcome that was run again without an answer given for that very outcome. */
function rerunUnasked(events: RunEvent[]): string | null {
  const intents = new Map<string, number>();
  const answers = new Map<string, number>();
  for (const { fact } of events) {
    if (fact.type === "approval.given" && fact.approval.includes(":again")) {
      const call = /^question:(.*?):again/.exec(fact.approval)?.[1] ?? "";
      if (fact.answer.verdict === "approved") answers.set(call, (answers.get(call) ?? 0) + 1);
    }
    if (fact.type !== "toolCall.intended" || fact.effect !== "command") continue;
    intents.set(fact.toolCall, (intents.get(fact.toolCall) ?? 0) + 1);
  }
  const wrong = [...intents].find(([call, count]) => count - 1 > (answers.get(call) ?? 0));
  return wrong ? `${wrong[0]} ran ${wrong[1]} times with ${answers.get(wrong[0]) ?? 0} answers` : null;
}

/** A request that may have been billed is booked at its reservation and made again: nothing is forgotten, nothing more. */
function compareMoney(outcome: Outcome, { view, owed, reference, made }: Found): void {
  if (view.purses.run?.reserved !== 0) outcome.wrong.push("money is still reserved");
  const more = made.spent - reference.spent;
  const looked = outcome.asked > 0;
  if (more < 0) outcome.lost.push(`${-more} micro-dollars are forgotten`);
  if (!looked && more !== owed.reserved)
    outcome.wrong.push(`${more} micro-dollars more than unkilled, ${owed.reserved} were reserved`);
}
