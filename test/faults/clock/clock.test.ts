// the wall clock jumps by an hour, by a year, by summer time, during a whole run with a refused request, during
// commands with limits, while a lock is waited for, and in the eyes of whoever judges an owner. Nothing expires early and
// nothing hangs: durations are measured by a clock that never jumps. Dates in the log may jump; its order is its sequence.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine } from "../../../src/core/engine";
import { withFolderLock } from "../../../src/core/fleet/worktrees/folderLock";
import { createNodePorts } from "../../../src/core/host/nodePorts";
import { nodeFileSystem } from "../../../src/core/log/fileSystem";
import type { LockRecord } from "../../../src/core/log/lockRecord";
import { ownIdentity } from "../../../src/core/log/processIdentity";
import { createRunLock, judgeOwner, lockTiming } from "../../../src/core/log/runLock";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { createShell } from "../../../src/core/process/runShell";
import { type ModelServer, startModelServer } from "../../../src/demo/modelServer/startModelServer";
import type { RunEvent } from "../../../src/protocol/event";
import { booked, createScene } from "../../crash/scene";
import { diskReply, diskSettings, plantDiskSeed, prompt } from "../disk/diskPlot";
import { sample, tally } from "../tally";
import { type Jump, jumps, whileJumping } from "./jumps";

/** Longer than anything measured here takes, the machine's own pauses included, and far shorter than any jump. */
const mostMs = 600_000;

let folder: string;
let server: ModelServer;
/** Refuses the second request of each run once. */
let requests = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "kilo-clock-"));
  mkdirSync(join(folder, "seed"));
  plantDiskSeed(join(folder, "seed"), false);
  server = await startModelServer((request) => {
    requests += 1;
    if (requests !== 2) return diskReply(request);
    return { fault: { kind: "status", status: 429, headers: { "retry-after": "1" } } };
  });
});

afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Plays a run to its end. */
async function play(): Promise<{ events: RunEvent[]; said: string; operations: number }> {
  requests = 0;
  const scene = createScene(join(folder, "seed"));
  const engine = createEngine({
    ports: createNodePorts(
      async () => "test-key-of-no-value",
      () => {},
    ),
    runs: createStoreFolder(join(scene.home, "runs")),
    scratch: join(scene.home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: scene.home, LANG: "C.UTF-8" },
    interactive: false,
    product: "test",
    retainBytes: 1_000_000_000,
  });
  const started = await engine.start({
    prompt,
    folder: scene.work,
    role: null,
    settings: diskSettings(server.url),
    notices: [],
    origin: { kind: "person", via: "test" },
  });
  const end = started.ok ? await engine.settled(started.run) : null;
  await engine.close();
  const { events } = await scene.log();
  const operations = booked(scene.work);
  scene.clean();
  const said = started.ok ? (end?.kind === "paused" ? end.pause.message : "") : started.failure.message;
  return { events, said, operations };
}

/** Every duration a fact tells of. */
function durations({ fact }: RunEvent): number[] {
  return "ms" in fact && typeof fact.ms === "number" ? [fact.ms] : [];
}

function wrongWith({ ms }: Jump, { events, said, operations }: Awaited<ReturnType<typeof play>>): string[] {
  const last = events.at(-1)?.fact;
  const problems = said === "" ? [] : [said];
  if (last?.type !== "run.ended" || !last.verified) problems.push("it did not end verified");
  if (operations !== 1) problems.push(`op-1 is booked ${operations} times`);
  if (events.some(({ seq }, at) => seq !== at + 1)) problems.push("a gap in the sequence");
  const odd = events.flatMap(durations).filter((one) => one < 0 || one > mostMs);
  if (odd.length > 0) problems.push(`durations of ${odd.join(", ")} ms`);
  const steps = events.slice(1).map(({ at }, index) => Math.abs(at - (events[index]?.at ?? at)));
  if (Math.max(...steps) < Math.abs(ms) / 2) problems.push("the clock did not jump");
  return problems;
}

it("a whole run with a refused request comes to its end however the clock jumps", async () => {
  const lost: string[] = [];
  const played = sample(jumps, 3);
  for (const jump of played) {
    const problems = wrongWith(jump, await whileJumping(jump, play));
    if (problems.length > 0) lost.push(`${jump.name}: ${problems.join("; ")}`);
  }
  tally({ what: "runs under a clock that jumps", tried: played.length, lost: lost.length });
  expect(lost).toEqual([]);
}, 240_000);

describe.runIf(process.platform !== "win32")("limits of commands", () => {
  const shell = createShell({ PATH: process.env.PATH });
  const run = (line: string, wallMs: number, idleMs: number) =>
    shell.run({ line, cwd: folder, wallMs, idleMs, signal: new AbortController().signal, runTag: "clock" });

  it.each(jumps)("neither early nor never: $name", async (jump) => {
    const ends = await whileJumping(jump, () =>
      Promise.all([
        run("sleep 0.3; echo a; sleep 0.3; echo b", mostMs, mostMs),
        run("sleep 600", 200, mostMs),
        run("sleep 600", mostMs, 200),
      ]),
    );
    expect(ends.map(({ end }) => end)).toEqual(["exited", "timed-out", "idle"]);
    expect(ends.every(({ ms }) => ms >= 190 && ms < mostMs)).toBe(true);
    tally({ what: "limits of commands under a jump", tried: 3, lost: 0 });
  });
});

describe("locks that are waited for", () => {
  /** Time that passes only while somebody sleeps, under a wall clock that has jumped at the first sleep. */
  function virtual(jump: Jump) {
    const clock = { slept: 0 };
    const ports = {
      now: () => 1_763_000_000_000 + clock.slept + (clock.slept > 0 ? jump.ms : 0),
      monotonic: () => clock.slept,
      random: () => 0.5,
      sleep: async (ms: number) => {
        clock.slept += ms;
      },
    };
    return { clock, ports };
  }
  const hold = async (place: string) => {
    const lock = createRunLock(place, lockTiming, nodeFileSystem);
    expect(await lock.take(Date.now())).toMatchObject({ ok: true });
    return lock;
  };

  it.each(jumps)("no earlier and no later than said: $name", async (jump) => {
    const place = join(mkdtempSync(join(folder, "lock-")), "lock");
    const held = await hold(place);
    const { clock, ports } = virtual(jump);
    const sleep = async (ms: number) => {
      await ports.sleep(ms);
      if (clock.slept > 900) held.release();
    };
    expect(await withFolderLock(place, { ...ports, sleep }, async () => "mine", { waitMs: 1_000 })).toBe(
      "mine",
    );
    const again = await hold(place);
    const late = virtual(jump);
    const waiting = withFolderLock(place, late.ports, async () => "mine", { waitMs: 1_000 });
    await expect(waiting).rejects.toMatchObject({ failure: { code: "log-locked" } });
    expect(late.clock.slept).toBeGreaterThan(1_000);
    expect(late.clock.slept).toBeLessThan(1_100);
    again.release();
  });
});

describe("owners", () => {
  const me = ownIdentity();
  const now = 1_763_000_000_000;
  const owner: LockRecord = { ...me, epoch: 1, heartbeatAt: now, released: false };
  const places: [string, Partial<LockRecord>][] = [
    ["here", {}],
    ["on another machine", { host: "there" }],
    ["in another container", { pidSpace: "other" }],
    ["on another machine of the same name", { bootId: "other" }],
  ];

  it.each(jumps)("one that lives is never called dead by its heart-beat: $name", ({ ms }) => {
    const judged = places.flatMap(([place, change]) =>
      [ms, ms / 1_000, 0].map((ahead) => ({
        place,
        said: judgeOwner({ ...owner, ...change }, me, now + ahead, lockTiming.leaseMs),
      })),
    );
    // Whoever is not sure watches for a heart-beat, which a living owner's clock gives whatever it says.
    expect(judged.filter(({ said }) => said === "dead")).toEqual([]);
    tally({ what: "living owners judged under a jump", tried: judged.length, lost: 0 });
  });

  it("whoever died is let go of within 15 seconds, wherever it was", () => {
    const dead = { pid: 4_194_303 };
    for (const [place, change] of places) {
      // It died right after a beat, which is the longest anybody has to wait.
      const waits = Array.from({ length: 151 }, (_, step) => step * 100).find((passed) => {
        const record = { ...owner, ...dead, ...change };
        return judgeOwner(record, me, now + passed, lockTiming.leaseMs) !== "alive";
      });
      const observed = (change.host ?? change.pidSpace ?? change.bootId) ? lockTiming.observeMs : 0;
      expect([place, (waits ?? Number.POSITIVE_INFINITY) + observed <= 15_000]).toEqual([place, true]);
    }
    // A living owner beats at least twice while it is watched, and has to miss three beats before anybody watches.
    expect(lockTiming.observeMs).toBeGreaterThan(2 * lockTiming.heartbeatMs);
    expect(lockTiming.leaseMs).toBeGreaterThan(3 * lockTiming.heartbeatMs);
  });
});

it("no room of the engine measures a duration by the wall clock", () => {
  /** Times of files and of other processes are the wall clock's; each is guarded against a jump where it stands. */
  const allowed = [
    "git/repositoryLock.ts: if (Math.abs(Date.now() - made) > takeOverMs) rmdirSync(mark);",
    "git/repositoryLock.ts: const isDead = holder === null ? Math.abs(Date.now() - made) > takeOverMs : !isAlive(holder);",
    "git/deadLock.ts: if (Math.abs(clock.now() - stat.mtimeMs) > deadLockMs) return true;",
    "git/worktrees.ts: const age = Date.now() - (lstatSync(indexLock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());",
  ];
  const core = join(import.meta.dirname, "../../../src/core");
  const measuring = /(?<!performance\.)\bnow\(\)\s*[-+<>]|[-+<>]=?\s*(?:\w+\.)*(?<!performance\.)\bnow\(\)/;
  const found = readdirSync(core, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) =>
      readFileSync(join(core, name), "utf8")
        .split("\n")
        .map((line) => line.trim().replaceAll("performance.now()", ""))
        .filter((line) => measuring.test(line) && !line.includes("=>"))
        .map((line) => `${name}: ${line}`),
    );
  expect(found.filter((line) => !allowed.includes(line))).toEqual([]);
});
