// One session of the bench from start to rest: the built program, a place of its own, its exchanges, its log and, on
// request, the memory of its processes.
import { mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ModelScript } from "../../src/demo/modelServer/script";
import type { Fact, RunEvent } from "../../src/protocol/event";
import type { Place } from "./place";
import { plainEnvironment, startProgram } from "./program";
import { makeFaultyProject, writeSessionFile } from "./sessionProject";
import type { Subject } from "./subject";
import { type Exchange, startTimedServer } from "./timedServer";
import { canMeasureMemory, type TreePeak, watchTreeMemory } from "./treeMemory";

export interface SessionRun {
  /** Milliseconds from the start of the program. */
  wall: number;
  /** Times on the clock of the exchanges. */
  at: number;
  exchanges: Exchange[];
  events: RunEvent[];
  peak: TreePeak | null;
}

export interface SessionWish {
  name: string;
  agents: number;
  script: ModelScript;
  memory?: boolean;
}

/** @throws where the session did not come to the question whether its result shall be merged. */
export async function playSession(subject: Subject, place: Place, wish: SessionWish): Promise<SessionRun> {
  const root = join(place.root, wish.name);
  const [folder, home] = [join(root, "work"), join(root, "home")];
  mkdirSync(home, { recursive: true, mode: 0o700 });
  makeFaultyProject(folder, wish.agents);
  const file = writeSessionFile(root, wish.agents);
  const server = await startTimedServer(wish.script);
  const setting = { url: server.model.url, home, folder };
  const words = ["agent-manager", "start", "--session", file, "--foreground", "--yes"];
  const started = subject.command(setting, words);
  const isWatched = wish.memory === true && canMeasureMemory && started.child.pid !== undefined;
  const watched = isWatched ? watchTreeMemory(started.child.pid ?? 0) : null;
  const { code, said } = await started.ended;
  const wall = performance.now() - started.at;
  const peak = watched?.stop() ?? null;
  await server.close();
  const events = readLog(join(home, "runs"));
  const done = factsOf(events, "agent.finished").length;
  // Without a change there is nothing to ask about.
  const rests = code === 3 || code === 0;
  if (!rests || done !== wish.agents) throw new Error(`exit ${code}, ${done} agents done: ${said}`);
  return { wall, at: started.at, exchanges: server.exchanges, events, peak };
}

/** The same fixes by a bare program. @returns milliseconds from its start to its end. */
export async function playBare(place: Place, wish: SessionWish): Promise<number> {
  const root = join(place.root, wish.name);
  const folder = join(root, "work");
  makeFaultyProject(folder, wish.agents);
  const server = await startTimedServer(wish.script);
  const program = join(dirname(realpathSync(process.argv[1] ?? "")), "bareFix.cjs");
  const args = [program, server.model.url, folder, join(root, "trees"), String(wish.agents)];
  const started = startProgram(args, { cwd: root, env: plainEnvironment(root) });
  const { code, said } = await started.ended;
  const wall = performance.now() - started.at;
  await server.close();
  if (code !== 0) throw new Error(`the bare program ended with ${code}: ${said}`);
  return wall;
}

/** Events of one kind of fact. */
export function factsOf<Type extends Fact["type"]>(events: readonly RunEvent[], type: Type): RunEvent[] {
  return events.filter(({ fact }) => fact.type === type);
}

/** When an event was written, in milliseconds from the start of the program. */
export function sinceStart({ at }: RunEvent, run: Pick<SessionRun, "at">): number {
  return at - performance.timeOrigin - run.at;
}

/** The only log below a home's folder of runs. */
export function readLog(runs: string): RunEvent[] {
  const folders = (path: string) =>
    readdirSync(path)
      .map((name) => join(path, name))
      .filter((one) => statSync(one).isDirectory());
  const [log] = folders(runs)
    .flatMap(folders)
    .map((folder) => join(folder, "events.jsonl"));
  if (log === undefined) throw new Error(`there is no run in ${runs}`);
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as RunEvent);
}
