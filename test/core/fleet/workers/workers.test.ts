// Agents' processes at work: output while it comes, aborts, kills, restarts, reuse, limits, and what a command may see.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { WorkerPoolOptions } from "../../../../src/core/fleet/workers/workerPool";
import { processEntry } from "../../../../src/core/process/processTable";
import { temporaryOf } from "../../../../src/core/tools/spot";
import { isPrepared } from "../../../../src/core/tools/tool";
import { type Fleet, lives, makeAgent, makeFleet, makeStage, none, type Stage, tagged, until } from "./stage";

let stage: Stage;
const fleets: Fleet[] = [];
let count = 0;
beforeAll(async () => {
  stage = await makeStage();
});
afterEach(async () => {
  for (const { pool } of fleets.splice(0)) await pool.close();
});
afterAll(() => stage.remove());

const runTag = `workers-${process.pid}`;
const setting = { environment: {}, runTag };
const endless = "echo pid $$; tail -f /dev/null & tail -f /dev/null";

/** An open agent in a folder of its own. */
async function opened(options: Partial<WorkerPoolOptions> = {}, environment: Record<string, string> = {}) {
  const fleet = makeFleet(stage.entry, options);
  fleets.push(fleet);
  const root = stage.folder(`agent-${count++}`, { "a.txt": "one\n" });
  const worker = await fleet.pool.open(root, { environment, runTag });
  const controller = new AbortController();
  const agent = makeAgent(fleet.tools, root, { signal: controller.signal, runTag });
  return { fleet, root, worker, agent, controller };
}

/** An endless command, told when it runs; `end` is its answer or what was thrown. */
async function started({ agent }: Awaited<ReturnType<typeof opened>>, command = endless) {
  const prepared = await agent.prepare("run_command", { command });
  if (!isPrepared(prepared)) throw new Error(prepared.text);
  const end = prepared
    .run()
    .catch((thrown: Error) => ({ text: thrown.message, thrown, isError: true, note: "" }));
  await agent.shown("pid ");
  return { end, pid: Number(/pid (\d+)/.exec(agent.live.join(""))?.[1]) };
}

describe("a worker", () => {
  it("is the parent of the agent's commands, and shows their output while they run", async () => {
    const scene = await opened();
    const { end, pid } = await started(scene, `${endless}; echo never`);
    expect(processEntry(pid)?.parent).toBe(scene.worker.pid);
    expect(scene.worker.pid).not.toBe(process.pid);
    scene.controller.abort();
    expect(await end).toMatchObject({ isError: true, failure: { code: "aborted" } });
    expect(lives(pid)).toBe(false);
    expect(lives(scene.worker.pid)).toBe(true);
  });

  it("refuses to start what was aborted before, as the tool itself does", async () => {
    const { agent, controller } = await opened();
    const prepared = await agent.prepare("run_command", { command: "echo on > started" });
    controller.abort();
    if (!isPrepared(prepared)) throw new Error(prepared.text);
    expect((await prepared.run()).text).toBe("The command was stopped before it started.");
    await expect(agent.call("list_files", {})).rejects.toThrow("This operation was aborted");
  });

  it("carries out several calls at once", async () => {
    const { agent } = await opened();
    const outputs = await Promise.all(
      [1, 2, 3, 4].map((number) => agent.call("run_command", { command: `echo number ${number}` })),
    );
    expect(outputs.map(({ text }) => text)).toEqual([1, 2, 3, 4].map((n) => `exit 0.\nnumber ${n}\n`));
  });

  it("that is killed fails what it did, takes its commands along, and is replaced by the next call", async () => {
    const scene = await opened();
    const { fleet, worker, root, agent } = scene;
    const { end, pid } = await started(scene);
    const first = worker.pid;
    process.kill(first, "SIGKILL");
    expect((await end).text).toMatch(
      /^The agent's process ended in the middle of this \(ended by SIGKILL\); /,
    );
    expect((await agent.call("run_command", { command: "echo again" })).text).toContain("again");
    expect([lives(pid), lives(first), tagged("KILO_RUN", runTag)]).toEqual([false, false, [worker.pid]]);
    expect(fleet.events).toEqual([
      { type: "started", root, pid: first, limits: [] },
      { type: "stopped", root, pid: first, why: "ended by SIGKILL", limits: [] },
      { type: "started", root, pid: worker.pid, limits: [] },
    ]);
  });

  it("that dies in the middle of a write leaves nothing beside the file", async () => {
    const { agent, worker, root } = await opened();
    const change = await agent.prepare("edit_file", { path: "a.txt", search: "one", replace: "two" });
    if (!isPrepared(change)) throw new Error("not prepared");
    process.kill(worker.pid, "SIGSTOP");
    const end = change.run().catch((thrown: Error) => thrown.message);
    const temporary = temporaryOf(join(root, "a.txt"));
    writeFileSync(temporary, "tw");
    process.kill(worker.pid, "SIGKILL");
    expect(await end).toMatch(/^The agent's process ended in the middle of this/);
    expect([existsSync(temporary), readFileSync(join(root, "a.txt"), "utf8")]).toEqual([false, "one\n"]);
  });

  it("that was lost between approval and doing does what was approved, or nothing", async () => {
    const { agent, worker, root, fleet } = await opened();
    const edit = { path: "a.txt", search: "one", replace: "two" };
    const change = await agent.prepare("edit_file", edit);
    const late = await agent.prepare("edit_file", edit);
    process.kill(worker.pid, "SIGKILL");
    await until(() => fleet.events.length === 2);
    if (!isPrepared(change) || !isPrepared(late)) throw new Error("not prepared");
    expect(await change.run()).toMatchObject({ note: "+1 \u22121" });
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("two\n");
    writeFileSync(join(root, "a.txt"), "one and more\n");
    process.kill(worker.pid, "SIGKILL");
    await until(() => fleet.events.length === 4);
    expect(await late.run()).toMatchObject({ isError: true, note: "changed on disk" });
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("one and more\n");
  });

  it("gives its commands the leased variables and no key of ours", async () => {
    const keys = {
      ANTHROPIC_API_KEY: "sk-ant-1234567890123456",
      OPENAI_API_KEY: "x",
      GITHUB_TOKEN: "y",
      KILO_HOME: "/z",
      NODE_OPTIONS: "--no-warnings",
      DATABASE_PASSWORD: "p",
    };
    const leased = { PORT: "4711", KILO_DATABASE: "kilo_1", COMPOSE_PROJECT_NAME: "kilo-1" };
    const { agent, worker } = await opened({ environment: { ...process.env, ...keys } }, leased);
    const { text } = await agent.call("run_command", { command: "env" });
    for (const [name, value] of Object.entries(leased)) expect(text).toContain(`\n${name}=${value}\n`);
    expect(text).toContain(`\nKILO_RUN=${runTag}\n`);
    const own = readFileSync(`/proc/${worker.pid}/environ`, "latin1").replaceAll("\0", "\n");
    for (const [name, value] of Object.entries(keys)) {
      expect(`${text}${own}`).not.toContain(`${name}=`);
      expect(`${text}${own}`).not.toContain(`=${value}\n`);
    }
  });
});

describe("a pool", () => {
  it("serves 100 short tasks with no more processes than it may have, and forgets each", async () => {
    const fleet = makeFleet(stage.entry, { max: 3 });
    fleets.push(fleet);
    const texts = await Promise.all(
      Array.from({ length: 100 }, async (_, number) => {
        const root = stage.folder(`task-${number}`, { "a.txt": `task ${number}\n` });
        await fleet.pool.open(root, { environment: { NUMBER: `${number}` }, runTag });
        const agent = makeAgent(fleet.tools, root);
        const { text } =
          number % 10 === 0
            ? await agent.call("run_command", { command: "cat a.txt; echo in $NUMBER" })
            : await agent.call("read_file", { path: "a.txt" });
        await fleet.pool.release(root);
        expect(fleet.pool.at(root)).toBeNull();
        return text;
      }),
    );
    texts.forEach((text, number) => {
      expect(text).toContain(`task ${number}\n`.trimEnd());
      if (number % 10 === 0) expect(text).toContain(`in ${number}\n`);
    });
    expect(fleet.forks().length).toBeLessThanOrEqual(3);
    expect(fleet.events.filter(({ type }) => type === "stopped")).toHaveLength(100);
  });

  it("stops an agent with everything it started, and answers what was under way", async () => {
    const scene = await opened();
    const { end, pid } = await started(scene, "setsid bash -c 'echo pid $$; tail -f /dev/null' & wait");
    await scene.fleet.pool.stop(scene.root, "the agent was paused");
    expect(await end).toMatchObject({ text: "The agent's process was stopped: the agent was paused." });
    expect([lives(pid), lives(scene.worker.pid), scene.fleet.pool.at(scene.root)]).toEqual([
      false,
      false,
      null,
    ]);
    expect(scene.fleet.events.at(-1)).toMatchObject({ type: "stopped", why: "the agent was paused" });
  });

  it("does not hand on a process that is still at work", async () => {
    const scene = await opened();
    const { end, pid } = await started(scene);
    await scene.fleet.pool.release(scene.root);
    expect((await end).text).toBe("The agent's process was stopped: its agent is done.");
    expect([lives(pid), lives(scene.worker.pid)]).toEqual([false, false]);
  });

  it("waits for a place, unless it is told not to any more or is closed", async () => {
    const { fleet, root } = await opened({ max: 1 });
    const [second, third, fourth] = ["b", "c", "d"].map((name) => stage.folder(name)) as [
      string,
      string,
      string,
    ];
    const controller = new AbortController();
    const waiting = fleet.pool.open(second, setting, controller.signal);
    const next = fleet.pool.open(third, setting);
    const call = makeAgent(fleet.tools, third).call("run_command", { command: "echo $PPID" });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ failure: { code: "aborted" } });
    await fleet.pool.release(root);
    expect((await next).pid).toBe(fleet.forks()[0]);
    expect((await call).text).toContain(`\n${fleet.forks()[0]}\n`);
    expect(fleet.pool.at(second)).toBeNull();
    const last = expect(fleet.pool.open(fourth, setting)).rejects.toMatchObject({
      failure: { code: "aborted" },
    });
    await fleet.pool.close();
    await last;
    await expect(fleet.pool.open(root, setting)).rejects.toMatchObject({ failure: { code: "aborted" } });
    expect(fleet.forks().filter(lives)).toEqual([]);
  });

  it("has a place for another one while an agent rests, whose process stays", async () => {
    const { fleet, root, worker, agent } = await opened({ max: 1 });
    fleet.pool.leavePlace(root);
    const [second, third] = ["b", "c"].map((name) => stage.folder(name)) as [string, string];
    const other = await fleet.pool.open(second, setting);
    expect(other.pid).not.toBe(worker.pid);
    expect((await agent.call("run_command", { command: "echo $PPID" })).text).toContain(`\n${worker.pid}\n`);
    // It had given its place away, and gives none back.
    await fleet.pool.release(root);
    const controller = new AbortController();
    const waiting = fleet.pool.open(third, setting, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ failure: { code: "aborted" } });
  });

  it("takes over new variables for an agent that is open", async () => {
    const { fleet, root, worker, agent } = await opened({}, { PORT: "1" });
    expect(await fleet.pool.open(root, { environment: { PORT: "2" }, runTag })).toBe(worker);
    expect((await agent.call("run_command", { command: "echo port $PORT" })).text).toContain("port 2");
    process.kill(worker.pid, "SIGKILL");
    await until(() => fleet.events.length === 2);
    expect((await agent.call("run_command", { command: "echo port $PORT" })).text).toContain("port 2");
  });

  it("says why a process does not come up", async () => {
    const broken = join(stage.base, "broken.cjs");
    writeFileSync(broken, 'throw new Error("no such thing")');
    const table: [Partial<WorkerPoolOptions>, RegExp][] = [
      [{ entry: broken }, /could not be started \(exit code 1\): Error: no such thing\.$/],
      [{ entry: join(stage.base, "missing.cjs") }, /its program .*missing\.cjs is gone; stop the session/],
      [
        { entry: join(stage.base, "gone", "worker.cjs") },
        /its program .*worker\.cjs is gone; stop the session/,
      ],
      [{ program: join(stage.base, "no-node") }, /could not be started \(.*ENOENT\)\.$/],
      // As for too little memory, Node throws where others are told later.
      [
        { environment: { LARGE: "x".repeat(200_000) } },
        /^The agent's process could not be started \(.*E2BIG\)\.$/,
      ],
    ];
    for (const [options, message] of table) {
      const fleet = makeFleet(stage.entry, options);
      fleets.push(fleet);
      const root = stage.folder("up");
      const opening = fleet.pool.open(root, setting);
      await expect(opening).rejects.toMatchObject({ failure: { code: "tool-failed" } });
      await expect(opening).rejects.toThrow(message);
      // The next call tries again, and is not done in this process unlimited.
      await expect(makeAgent(fleet.tools, root).call("list_files", {})).rejects.toThrow(message);
      expect(fleet.events).toEqual([]);
      await fleet.pool.stop(root, "it does not start");
      expect(fleet.pool.at(root)).toBeNull();
    }
  });
});

const hungry = `node -e 'const kept = []; setInterval(() => kept.push(Buffer.alloc(2e7, 1)), 5)'`;

describe("a limit", () => {
  it("of memory ends all the agent's processes, whoever used it, and says so", async () => {
    const scene = await opened({ limits: { ...none, memoryBytes: 300_000_000 } });
    expect(scene.worker.limits).toEqual([expect.stringMatching(/^memory: .*300 MB/)]);
    const { end, pid } = await started(scene, `echo pid $$; (setsid ${hungry} &); tail -f /dev/null`);
    expect((await end).text).toMatch(/^The agent's processes used .*300 MB.*maxMemoryPerAgent/);
    expect(lives(pid)).toBe(false);
    expect((await scene.agent.call("read_file", { path: "a.txt" })).text).toContain("one");
    expect(tagged("KILO_RUN", runTag)).toEqual([scene.worker.pid]);
    expect(scene.fleet.events[1]).toMatchObject({ why: "more memory than its limit of 300 MB" });
  });

  it("of cores holds for commands too, or is said not to", async () => {
    const { agent, worker } = await opened({ limits: { ...none, cpus: 1 } });
    const [words = ""] = worker.limits;
    const { text } = await agent.call("run_command", { command: "grep Cpus_allowed_list /proc/self/status" });
    const core = /^processor: bound to 1 of \d+ cores \((\d+)\)$/.exec(words)?.[1];
    if (core === undefined) expect(words).toMatch(/control group|lower priority|not limited|not enforced/);
    else expect(text).toContain(`Cpus_allowed_list:\t${core}\n`);
  });
});
