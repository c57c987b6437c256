// Agents whose commands run on other machines: a real Redis, machines as real processes, real git.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { tagged, until } from "../workers/stage";
import { findRedis, startRedis } from "./redisServer";
import { onStageOfItsOwn } from "./stage";

const found = await findRedis();
if (!found.ok) console.log(`Agents on other machines: skipped, for ${found.why}`);

/** Beside the others: what these tests mostly do is wait. */
const together = (title: string, work: Parameters<typeof onStageOfItsOwn>[1]) =>
  it.concurrent(title, () => onStageOfItsOwn(found, work));

describe.skipIf(!found.ok).concurrent("commands on other machines", { timeout: 120_000 }, () => {
  together("see the agent's files and change them", async (stage, redis) => {
    const root = stage.project("app", { "a.txt": "one\n" });
    await stage.machine(redis.url);
    const { agents, at, events } = stage.team(redis.url, root);
    agents.open("coder", root);
    const agent = at(root);
    writeFileSync(join(root, "new.txt"), "uncommitted\n");
    const command = "pwd; cat a.txt new.txt; echo two > a.txt; exit 3";
    const first = await agent.call("run_command", { command });
    expect(first.exitCode).toBe(3);
    // The machine's own folder is never named.
    expect(first.text).toContain(`${root}\none\nuncommitted\n`);
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("two\n");
    await agent.call("write_file", { path: "b.txt", content: "by a tool\n" });
    const looked = `cat ${root}/b.txt a.txt; git status --short; echo live`;
    const second = await agent.call("run_command", { command: looked, cwd: "." });
    expect(second.text).toContain("by a tool\ntwo\n");
    expect(second.text).toContain(" M a.txt");
    await agent.shown("live");
    expect(events).toMatchObject([{ type: "started", host: expect.stringContaining("machine") }]);
  });

  together(
    "know nothing of the driver's environment, and leave nothing in Redis or on disk",
    async (stage, redis) => {
      const root = stage.project("app", { "a.txt": "one\n" });
      const machine = await stage.machine(redis.url, {
        name: "m",
        env: { ...process.env, KILO_REDIS_URL: redis.url, ONLY_THERE: "yes" },
      });
      const { agents, at } = stage.team(redis.url, root, { setup: "echo prepared > .git/setup" });
      agents.open("coder", root);
      const { text } = await at(root).call("run_command", { command: "env; cat .git/setup; touch changed" });
      expect(text).toContain("ONLY_THERE=yes");
      expect(text).toContain("prepared");
      expect(text).not.toContain("KILO_REDIS_URL");
      expect(text).toMatch(/^PORT=\d+$/m);
      expect(text).toMatch(/^KILO_RUN=run-1$/m);
      await agents.leave(root, "its agent is done");
      await machine.told("ended");
      const trees = join(stage.home("m"), "worker", "machines");
      expect(readdirSync(trees).flatMap((one) => readdirSync(join(trees, one)))).toEqual([]);
      const look = new Redis(redis.url);
      const left = async () =>
        (await look.keys("kilo:*")).filter((key) => /parcel|stay:.*:up|[0-9a-f]{8}-/.test(key));
      while ((await left()).length > 0) await new Promise((next) => setImmediate(next));
      look.disconnect();
    },
  );

  together("run side by side on machines, each agent on one", async (stage, redis) => {
    const root = stage.project("app", { "a.txt": "one\n" });
    const other = join(stage.base, "other");
    execFileSync("git", ["worktree", "add", "-q", other], { cwd: root });
    writeFileSync(join(other, "a.txt"), "other\n");
    await Promise.all([stage.machine(redis.url), stage.machine(redis.url)]);
    const { agents, at, events } = stage.team(redis.url, root);
    for (const each of [root, other]) agents.open("coder", each);
    const meet = (mine: string, theirs: string) => {
      const there = (name: string) => join(stage.base, name);
      return {
        command: `touch ${there(mine)}; while [ ! -e ${there(theirs)} ]; do sleep 0.05; done; cat a.txt`,
      };
    };
    const outputs = await Promise.all([
      at(root).call("run_command", meet("first", "second")),
      at(other).call("run_command", meet("second", "first")),
    ]);
    expect(outputs.map(({ text }) => text)).toEqual(["exit 0.\none\n", "exit 0.\nother\n"]);
    expect(new Set(events.map(({ host }) => host)).size).toBe(2);
  });

  together("are lost with a machine that is ended politely, at once", async (stage, redis) => {
    const root = stage.project("app", { "a.txt": "one\n" });
    const machine = await stage.machine(redis.url, { name: "m" });
    const { agents, at } = stage.team(redis.url, root, { run: "run-polite" });
    agents.open("coder", root);
    const mark = join(stage.base, "begun");
    const doomed = at(root).call("run_command", { command: `touch ${mark}; sleep 600` });
    doomed.catch(() => undefined);
    await until(() => existsSync(mark));
    await machine.stop();
    await expect(doomed).rejects.toThrow("was lost in the middle of this");
    expect(tagged("KILO_RUN", "run-polite")).toEqual([]);
    expect(readdirSync(join(stage.home("m"), "worker", "machines"))).toEqual([]);
  });

  together("end when they are aborted, and when their agent is left", async (stage, redis) => {
    const root = stage.project("app", { "a.txt": "one\n" });
    await stage.machine(redis.url);
    const { agents, at } = stage.team(redis.url, root, { run: "run-aborted" });
    agents.open("coder", root);
    const controller = new AbortController();
    const mark = (name: string) => join(stage.base, name);
    const wait = (name: string) => ({ command: `echo half > a.txt; touch ${mark(name)}; sleep 600` });
    const aborted = at(root, controller.signal).call("run_command", wait("one"));
    await until(() => existsSync(mark("one")));
    controller.abort();
    const output = await aborted;
    expect(output.isError).toBe(true);
    // As here: what an aborted command did stays.
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("half\n");
    const left = at(root).call("run_command", wait("two"));
    left.catch(() => undefined);
    await until(() => existsSync(mark("two")));
    await agents.leave(root, "restarted by the user");
    await expect(left).rejects.toThrow("restarted by the user");
    await until(() => tagged("KILO_RUN", "run-aborted").length === 0);
  });

  together("are held to the session's limits there", async (stage, redis) => {
    const root = stage.project("app", { "a.txt": "one\n" });
    await stage.machine(redis.url);
    const limits = { memoryBytes: 400_000_000, cpus: null };
    const { agents, at, events } = stage.team(redis.url, root, { limits });
    agents.open("coder", root);
    const eat = "node -e 'const all=[];for(;;)all.push(Buffer.alloc(20e6,1))'";
    const ended = await at(root)
      .call("run_command", { command: eat })
      .then(({ text }) => text, String);
    expect(ended).toMatch(/more memory than its limit of 400 MB|ended by SIGKILL/);
    expect(events[0]?.limits.join()).toMatch(/memory: .*400 MB/);
    expect((await at(root).call("run_command", { command: "echo on" })).text).toContain("on");
  });

  together("keep what somebody changed at home meanwhile, and say so", async (stage, redis) => {
    const root = stage.project("app", { "a.txt": "one\n" });
    await stage.machine(redis.url);
    const { agents, at } = stage.team(redis.url, root);
    agents.open("coder", root);
    const [mark, go] = ["mark", "go"].map((name) => join(stage.base, name));
    const running = at(root).call("run_command", {
      command: `echo there > a.txt; echo there > b.txt; touch ${mark}; while [ ! -e ${go} ]; do sleep 0.05; done`,
    });
    await until(() => existsSync(mark ?? ""));
    writeFileSync(join(root, "a.txt"), "the user's\n");
    writeFileSync(go ?? "", "");
    expect((await running).text).toContain("Not taken over from the machine it ran on: a.txt");
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("the user's\n");
    expect(readFileSync(join(root, "b.txt"), "utf8")).toBe("there\n");
  });
});

describe.skipIf(!found.ok).concurrent("commands that are lost", { timeout: 120_000 }, () => {
  together(
    "are lost with a machine that is killed, and the next one goes to another",
    async (stage, redis) => {
      const root = stage.project("app", { "a.txt": "one\n" });
      const first = await stage.machine(redis.url, { name: "first" });
      const { agents, at, events, trouble } = stage.team(redis.url, root, { run: "run-killed" });
      agents.open("coder", root);
      const agent = at(root);
      const mark = join(stage.base, "begun");
      const doomed = agent.call("run_command", { command: `echo half > a.txt; touch ${mark}; sleep 600` });
      doomed.catch(() => undefined);
      await until(() => existsSync(mark));
      const own = tagged("KILO_RUN", "run-killed");
      expect(own.length).toBeGreaterThan(0);
      first.kill();
      await expect(doomed).rejects.toThrow(/^The machine first .* was lost in the middle of this/);
      await stage.machine(redis.url, { name: "second" });
      const next = await agent.call("run_command", { command: "cat a.txt" });
      // Half-done work of a lost machine is not in the agent's tree.
      expect(next.text).toContain("one\n");
      await until(() => !tagged("KILO_RUN", "run-killed").some((pid) => own.includes(pid)));
      expect(events.map(({ type, host }) => `${type} ${host.split(" ")[0]}`)).toEqual([
        "started first",
        "stopped first",
        "started second",
      ]);
      expect(trouble).toEqual([]);
      // What the killed one left is removed by the next one there.
      const trees = join(stage.home("first"), "worker", "machines");
      expect(readdirSync(trees)).toHaveLength(1);
      const third = await stage.machine(redis.url, { name: "first" });
      expect(readdirSync(trees).map((name) => Number.parseInt(name, 10))).toEqual([third.pid]);
    },
  );

  together("wait in the queue again where Redis was emptied meanwhile", async (stage, redis) => {
    const root = stage.project("app", { "a.txt": "one\n" });
    const { agents, at, trouble } = stage.team(redis.url, root, { nobodyMs: 60_000 });
    agents.open("coder", root);
    const look = new Redis(redis.url);
    while ((await look.llen("kilo:agents:wait")) === 0) await new Promise((next) => setImmediate(next));
    await look.flushall();
    look.disconnect();
    await stage.machine(redis.url);
    expect((await at(root).call("run_command", { command: "cat a.txt" })).text).toContain("one\n");
    expect(trouble).toEqual([]);
    await agents.close();
  });

  together("are lost with Redis that answers no more, and who sent them can leave", async (stage, redis) => {
    const root = stage.project("app", { "a.txt": "one\n" });
    await stage.machine(redis.url);
    const { agents, at } = stage.team(redis.url, root);
    agents.open("coder", root);
    const mark = join(stage.base, "begun");
    const doomed = at(root).call("run_command", { command: `touch ${mark}; sleep 600` });
    doomed.catch(() => undefined);
    await until(() => existsSync(mark));
    redis.freeze();
    await expect(doomed).rejects.toThrow("was lost in the middle of this");
    await agents.close();
  });

  together("are lost with Redis, and machines go on when it is there again", async (stage, redis) => {
    if (!found.ok) return;
    const root = stage.project("app", { "a.txt": "one\n" });
    await stage.machine(redis.url, { name: "m" });
    const { agents, at, trouble } = stage.team(redis.url, root, { run: "run-cut" });
    agents.open("coder", root);
    const mark = join(stage.base, "begun");
    const doomed = at(root).call("run_command", { command: `touch ${mark}; sleep 600` });
    doomed.catch(() => undefined);
    await until(() => existsSync(mark));
    await redis.kill();
    await expect(doomed).rejects.toThrow("was lost in the middle of this");
    await until(() => trouble.length > 0 && tagged("KILO_RUN", "run-cut").length === 0);
    expect(trouble[0]).toMatch(/^Redis at redis:\/\/127\.0\.0\.1:\d+ cannot be reached \(/);
    await agents.close();
    const back = await startRedis(found.redis, { port: redis.port });
    const again = stage.team(redis.url, root, { nobodyMs: 60_000 });
    again.agents.open("coder", root);
    expect((await again.at(root).call("run_command", { command: "cat a.txt" })).text).toContain("one\n");
    await again.agents.close();
    await back.stop();
  });
});
