// The process whose disk fails: plays a small run once for each line it is told, with one call made to fail, says what came
// of it, and goes on with the run on a good disk. Bundled and started by diskTheatre.ts, with diskDoor.ts in front.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createEngine, type Engine } from "../../../src/core/engine";
import { createNodePorts } from "../../../src/core/host/nodePorts";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import type { RunCommand } from "../../../src/protocol/command";
import type { LiveEvent, RunEvent } from "../../../src/protocol/event";
import { FailureError } from "../../../src/protocol/failure";
import { rawTree, type Scene, sceneAt, userGit } from "../../crash/scene";
import { diskSettings, ledgerFile, prompt } from "./diskPlot";
import { armDisk, aside, disarmDisk, diskReady, type Fired, type Wanted } from "./faultyDisk";

export interface DiskPlay {
  /** Folder with the working folder and, where one began there, the run that is gone on with. */
  home: string;
  /** Of the scripted model, which outlives this process. */
  url: string;
  git: boolean;
  syncing: "at-once" | "beside";
  fault: Wanted | null;
  /** The tree of a run nothing failed in; null for that run itself. */
  tree: string[] | null;
  /** Hashes each file may have on the way. */
  contents: Record<string, string[]> | null;
}

export interface DiskEnd {
  /** Calls that were made, where none was to fail. */
  calls: Fired[];
  fired: Fired | null;
  /** How it went: `refused`, `paused`, `absorbed`. */
  kind: string;
  /** What was said of it. */
  said: string;
  problems: string[];
  tree: string[];
  contents: Record<string, string[]>;
}

const origin = { kind: "person", via: "test" } as const;
const crashes: string[] = [];
process.on("unhandledRejection", (thrown) => crashes.push(`unhandled: ${stackOf(thrown)}`));
process.on("uncaughtException", (thrown) => crashes.push(`uncaught: ${stackOf(thrown)}`));

function stackOf(thrown: unknown): string {
  return thrown instanceof Error
    ? (thrown.stack ?? thrown.message).split("\n").slice(0, 6).join(" | ")
    : String(thrown);
}

interface Begun {
  /** Null where it could not even begin. */
  ended: boolean | null;
  said: string;
  /** Set where what was thrown is no expected failure. */
  wild: string | null;
}

function engineFor(scene: Scene, play: DiskPlay, live: (event: LiveEvent) => void): Engine {
  return createEngine({
    ports: createNodePorts(
      async () => "test-key-of-no-value",
      (_, event) => live(event),
    ),
    runs: createStoreFolder(join(scene.home, "runs"), { syncing: play.syncing }),
    scratch: join(scene.home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: scene.home, LANG: "C.UTF-8" },
    interactive: true,
    product: "test",
    retainBytes: 1_000_000_000,
  });
}

/** Starts or resumes, answers what is asked, and waits for the end or the pause. */
async function begin(scene: Scene, play: DiskPlay, run: string | null): Promise<Begun> {
  let name: string | null = null;
  const engine = engineFor(scene, play, (event) => {
    if (event.type === "live.waiting" && name !== null) void answerAll(engine, scene, name, event.approvals);
  });
  try {
    const begun = run
      ? await engine.resume(run, { origin })
      : await engine.start({
          prompt,
          folder: scene.work,
          role: null,
          settings: diskSettings(play.url),
          notices: [],
          origin,
        });
    if (!begun.ok) return { ended: null, said: begun.failure.message, wild: null };
    name = begun.run;
    const end = await engine.settled(begun.run);
    const said = end?.kind === "paused" ? end.pause.message : "";
    return { ended: end?.kind === "ended", said, wild: null };
  } catch (thrown) {
    if (thrown instanceof FailureError) return { ended: null, said: thrown.failure.message, wild: null };
    return { ended: null, said: "", wild: stackOf(thrown) };
  } finally {
    await engine.close().catch((thrown) => crashes.push(`close: ${stackOf(thrown)}`));
  }
}

/** Whoever is asked whether to run a command again looks first. */
async function answerAll(engine: Engine, scene: Scene, run: string, ids: string[]): Promise<void> {
  const view = await engine.view(run);
  for (const id of ids) {
    const asked = view?.approvals[id];
    if (!asked || asked.answer) continue;
    const again = asked.title.startsWith("Run again?");
    const verdict = again && booked(scene) > 0 ? "rejected" : "approved";
    const answer = { type: "approval.give", approval: id, hash: asked.hash, verdict, scope: "once" } as const;
    // Told that it could not be kept, a person answers once more.
    const told = await sendTold(engine, run, answer);
    if (told === null) continue;
    crashes.push(...unclear(told));
    await sendTold(engine, run, answer);
  }
}

/** @returns what a person is told whose command was not kept; null where it was. */
async function sendTold(engine: Engine, run: string, command: RunCommand): Promise<string | null> {
  try {
    const reply = await engine.send(run, command, origin);
    return reply.ok ? null : reply.failure.message;
  } catch (thrown) {
    return thrown instanceof FailureError ? thrown.failure.message : stackOf(thrown);
  }
}

function booked({ work }: Scene): number {
  const text = aside(() => readFileSync(join(work, ledgerFile), "utf8"));
  return text.split("\n").filter((line) => line === "op-1").length;
}

/** Path and hash of every file of the working folder. */
function contentsOf(scene: Scene): [string, string][] {
  return aside(() => rawTree(scene.work)).map((line) => {
    const [path = "", , hash = ""] = line.split(" ");
    return [path, hash];
  });
}

const leftover = /(^|\/)\.kilo-[0-9a-f]{8}\.(tmp|backup)$/;

/** No file is anything but what it was or was to become. */
function halfWritten(scene: Scene, contents: Record<string, string[]>): string[] {
  return contentsOf(scene).flatMap(([path, hash]) =>
    leftover.test(path) || contents[path]?.includes(hash) ? [] : [`${path} has bytes nobody wrote`],
  );
}

/** A file that may not be looked at is no proof of the tree; the run says so, and nothing is lost. */
function isUnproved({ fault }: DiskPlay, summary: string): boolean {
  return fault?.fault === "EACCES" && summary.includes("files were changed after the last verification");
}

/** What is no single sentence of ours. */
function unclear(said: string): string[] {
  const bad =
    said === "" || said.includes("\n") || /\bat .*:\d+:\d+|made to fail/.test(said) || !/[.!?]$/.test(said);
  return bad ? [`said: ${JSON.stringify(said)}`] : [];
}

async function logProblems(scene: Scene): Promise<string[]> {
  const run = scene.run();
  const store = await createStoreFolder(join(scene.home, "runs")).find(run ?? "none");
  if (!store) return [];
  const { damage, events } = await store.read();
  const gap = events.findIndex(({ seq }, index) => seq !== index + 1);
  return [...(damage ? [`the log: ${damage.message}`] : []), ...(gap >= 0 ? [`gap at ${gap}`] : [])];
}

async function playOnce(play: DiskPlay): Promise<DiskEnd> {
  const scene = sceneAt(play.home);
  const begun = (await scene.log()).view ? scene.run() : null;
  const atFirst = contentsOf(scene);
  const user = play.git ? userGit(scene.work) : [];
  crashes.length = 0;
  try {
    armDisk(scene.home, play.fault);
    const first = await begin(scene, play, begun);
    const { calls, fired } = disarmDisk();
    const problems = await afterFault(scene, play, first);
    const kind = first.ended ? "absorbed" : first.ended === null ? "refused" : "paused";
    const last = first.ended ? first : await goOn(scene, play, problems);
    await turn();
    const { view, events } = await scene.log();
    const tree = rawTree(scene.work);
    if (last.ended !== true) problems.push(`not ended: ${last.wild ?? last.said}`);
    else if (view?.outcome !== "done" || !(view.verified || isUnproved(play, view.summary)))
      problems.push(`ended ${view?.outcome}, verified ${view?.verified}: ${view?.summary.slice(0, 300)}`);
    if (booked(scene) !== 1) problems.push(`op-1 is booked ${booked(scene)} times`);
    if (play.tree) problems.push(...differences(play.tree, tree));
    if (play.git && userGit(scene.work).join() !== user.join()) problems.push("the user's git was changed");
    problems.push(...crashes);
    const contents = contentsIn(events, [...atFirst, ...contentsOf(scene)]);
    return { calls, fired, kind, said: first.said, problems, tree, contents };
  } finally {
    disarmDisk();
  }
}

/** Every content a file had in a run: at the ends, and by its writes. */
function contentsIn(events: readonly RunEvent[], ends: [string, string][]): Record<string, string[]> {
  const contents: Record<string, string[]> = {};
  const add = (path: string, hash: string) => {
    contents[path] = [...(contents[path] ?? []), hash];
  };
  for (const [path, hash] of ends) add(path, hash);
  for (const { fact } of events) {
    if (fact.type !== "toolCall.intended") continue;
    for (const { path, after } of fact.writes) if (after !== null) add(path, after);
  }
  return contents;
}

/** Lets what was thrown nowhere be told. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function afterFault(scene: Scene, play: DiskPlay, first: Begun): Promise<string[]> {
  await turn();
  return [
    ...(first.wild ? [`threw ${first.wild}`] : []),
    ...(first.ended || first.wild ? [] : unclear(first.said)),
    ...(play.contents ? halfWritten(scene, play.contents) : []),
    ...(await logProblems(scene)),
  ];
}

/** With a good disk: once from the pause, once more where that rests again. */
async function goOn(scene: Scene, play: DiskPlay, problems: string[]): Promise<Begun> {
  const { view } = await scene.log();
  const run = view ? scene.run() : null;
  if (!run) aside(() => rmSync(join(scene.home, "runs"), { recursive: true, force: true }));
  const end = await begin(scene, play, run);
  if (end.ended === false) problems.push(`paused again: ${end.said}`);
  return end;
}

function differences(expected: string[], found: string[]): string[] {
  return [
    ...expected.filter((line) => !found.includes(line)).map((line) => `missing ${line.slice(0, 60)}`),
    ...found.filter((line) => !expected.includes(line)).map((line) => `new ${line.slice(0, 60)}`),
  ];
}

async function main(): Promise<void> {
  await diskReady;
  for await (const line of createInterface({ input: process.stdin })) {
    const end = await playOnce(JSON.parse(line) as DiskPlay);
    process.stdout.write(`${JSON.stringify(end)}\n`);
  }
}

void main();
