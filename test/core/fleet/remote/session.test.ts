// Whole sessions whose commands run on other machines: the real engine, a scripted model, a real Redis, two machines.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createEngine, type Engine } from "../../../../src/core/engine";
import { createStoreFolder } from "../../../../src/core/log/storeFolder";
import type { ScriptReply } from "../../../../src/demo/modelServer/script";
import { readScriptFile } from "../../../../src/demo/modelServer/scriptFile";
import { scriptOf } from "../../../../src/demo/modelServer/scriptOf";
import { startModelServer } from "../../../../src/demo/modelServer/startModelServer";
import type { Approval } from "../../../../src/protocol/approval";
import type { Fact, RunEvent } from "../../../../src/protocol/event";
import type { DeclaredAgent, SessionSettings } from "../../../../src/protocol/session";
import { createTestPorts } from "../../../fakes/testPorts";
import { agentRole, testSession } from "../../../fakes/testSession";
import { testSettings } from "../../../fakes/testSettings";
import { tagged, until } from "../workers/stage";
import { findRedis, type RedisServer, startRedis } from "./redisServer";
import { onStageOfItsOwn, type RemoteStage } from "./stage";
import { timing } from "./timing";

const found = await findRedis();
if (!found.ok) console.log(`Sessions on other machines: skipped, for ${found.why}`);

const origin = { kind: "person", via: "test" } as const;
const password = "of-the-redis-in-tests";

const agent = (role: string, after: string[] = []): DeclaredAgent => ({
  ...{ name: role, role, task: `Do what ${role} does`, directory: null, after, files: [], criteria: [] },
  ...{ skills: null, naming: null },
});
const done = (result: string): ScriptReply => ({
  calls: [{ name: "attempt_completion", input: { result } }],
});
const command = (line: string): ScriptReply => ({
  calls: [{ name: "run_command", input: { command: line } }],
});

/** A person who approves what no rule does: nothing here has a check to run. */
function approve(engine: Engine, run: string, { id, hash, kind }: Approval): void {
  if (kind !== "merge") return;
  const answer = { verdict: "approved", scope: "once" } as const;
  void engine.send(run, { type: "approval.give", approval: id, hash, ...answer }, origin);
}

interface Session {
  engine: Engine;
  run: string;
  events: RunEvent[];
  /** Facts of a type so far. */
  facts<Type extends Fact["type"]>(type: Type): Extract<Fact, { type: Type }>[];
  /** Hears of what comes after a resume. */
  follow(): void;
  /** Resolves when the run has ended or paused after this many such ends. */
  rests(times: number): Promise<void>;
  close(): Promise<void>;
}

interface Place {
  stage: RemoteStage;
  redis: RedisServer;
  begin(
    url: string,
    folder: string,
    agents: DeclaredAgent[],
    script: Record<string, ScriptReply[]>,
  ): Promise<Session>;
}

async function begin(
  stage: RemoteStage,
  url: string,
  folder: string,
  agents: DeclaredAgent[],
  script: Record<string, ScriptReply[]>,
): Promise<Session> {
  const server = await startModelServer(scriptOf(readScriptFile(JSON.stringify(script))));
  const runs = createStoreFolder(join(stage.base, "runs"));
  const engine = createEngine({
    ports: { ...createTestPorts(), secret: async (name) => (name === "KILO_REDIS_URL" ? url : "test-key") },
    ...{ runs, scratch: join(stage.base, "scratch"), environment: process.env, interactive: true },
    ...{ product: "test 1", retainBytes: 1e9, fleet: { home: stage.home("driver"), timing } },
  });
  const executor = { kind: "bullmq", redis: null } satisfies SessionSettings["executor"];
  const roles = agents.map(({ role }) => agentRole(role));
  const session = testSession({ agents, executor, merge: { ...testSession().merge, requireTests: false } });
  const settings = testSettings(server.url, { isolation: "worktree", session, roles });
  for (const { name } of roles) if (settings.models.coder) settings.models[name] ??= settings.models.coder;
  const started = await engine.start({
    prompt: "Do it.",
    folder,
    role: null,
    settings,
    notices: [],
    origin,
  });
  if (!started.ok) throw new Error(started.failure.message);
  const events: RunEvent[] = [];
  const stop = new AbortController();
  const take = (event: RunEvent) => {
    events.push(event);
    if (event.fact.type === "approval.asked") setImmediate(approve, engine, started.run, event.fact.approval);
  };
  const follow = () => void engine.follow(started.run, events.at(-1)?.seq ?? 0, take, stop.signal);
  follow();
  const facts: Session["facts"] = (type) =>
    events.flatMap(({ fact }) => (fact.type === type ? [fact as never] : []));
  const made: Session = {
    ...{ engine, run: started.run, events, facts, follow },
    async rests(times) {
      await until(() => facts("run.ended").length + facts("run.paused").length >= times);
      await engine.settled(started.run);
    },
    async close() {
      stop.abort();
      await engine.close();
      await server.close();
    },
  };
  return made;
}

describe.skipIf(!found.ok)("sessions on other machines", { timeout: 180_000 }, () => {
  /** Beside the others: what these tests mostly do is wait. */
  const together = (title: string, play: (place: Place) => Promise<void>) =>
    it.concurrent(title, () =>
      onStageOfItsOwn(
        found,
        async (stage, redis) => {
          const open: Session[] = [];
          try {
            await play({
              ...{ stage, redis },
              async begin(...words) {
                const session = await begin(stage, ...words);
                open.push(session);
                return session;
              },
            });
          } finally {
            for (const one of open) await one.close();
          }
        },
        { password },
      ),
    );

  together(
    "carry out agents on two machines, a third behind both, and land their work",
    async ({ stage, redis, begin }) => {
      const folder = stage.project("app", { "greet.txt": "hello\n", ".gitignore": "*.log\n" });
      const { url } = redis;
      await Promise.all([stage.machine(url, { name: "one" }), stage.machine(url, { name: "two" })]);
      const there = (name: string) => join(stage.base, name);
      const meet = (mine: string, theirs: string) =>
        `touch ${there(mine)}; while [ ! -e ${there(theirs)} ]; do sleep 0.05; done; tr a-z A-Z < greet.txt > ${mine}.txt; echo x > ${mine}.log`;
      const session = await begin(
        url,
        folder,
        [agent("database"), agent("api"), agent("testing", ["database", "api"])],
        {
          database: [command(meet("first", "second")), done("first.txt is there.")],
          api: [command(meet("second", "first")), done("second.txt is there.")],
          testing: [command("cat first.txt second.txt > both.txt"), done("both.txt is there.")],
        },
      );
      await session.rests(1);
      expect(session.facts("run.ended").map(({ outcome }) => outcome)).toEqual(["done"]);
      expect(session.facts("session.applied")).toHaveLength(1);
      expect(readFileSync(join(folder, "both.txt"), "utf8")).toBe("HELLO\nHELLO\n");
      expect(existsSync(join(folder, "first.log"))).toBe(false);
      const workers = session.facts("worker.started");
      expect(new Set(workers.map(({ host }) => host.split(" ")[0]))).toEqual(new Set(["one", "two"]));
      expect(workers).toHaveLength(3);
      const touched = session
        .facts("toolCall.settled")
        .flatMap((fact) => fact.touched.map(({ path }) => path));
      expect(touched.sort()).toEqual(["both.txt", "first.txt", "second.txt"]);
      const log = JSON.stringify(session.events);
      expect(log).not.toContain(password);
      expect(log).not.toContain(join(stage.base, "homes"));
      expect(execFileSync("git", ["status", "--porcelain"], { cwd: folder, encoding: "utf8" })).not.toContain(
        "..",
      );
    },
  );

  together(
    "go on elsewhere when a machine is killed in the middle of a command",
    async ({ stage, redis, begin }) => {
      const folder = stage.project("app", { "greet.txt": "hello\n" });
      const { url } = redis;
      const first = await stage.machine(url, { name: "one" });
      const mark = join(stage.base, "begun");
      const once = `echo half > a.txt; if [ ! -e ${mark} ]; then touch ${mark}; sleep 600; fi; cp greet.txt a.txt`;
      const session = await begin(url, folder, [agent("api")], {
        api: [command(once), command(once), done("a.txt is there.")],
      });
      await until(() => existsSync(mark));
      first.kill();
      await stage.machine(url, { name: "two" });
      await session.rests(1);
      expect(session.facts("run.ended").map(({ outcome }) => outcome)).toEqual(["done"]);
      expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("hello\n");
      const [lost, good] = session.facts("toolCall.settled").filter(({ name }) => name === "run_command");
      expect(lost).toMatchObject({ outcome: "error", touched: [] });
      expect(JSON.stringify(lost?.output)).toContain("was lost in the middle of this");
      // Lists of what happened show the note alone.
      expect(lost?.note).toMatch(/ · failed: The machine one .* was lost in the middle of this/);
      expect(good?.outcome).toBe("ok");
      const lives = session.events.flatMap(({ fact }) =>
        fact.type === "worker.started" || fact.type === "worker.stopped" ? [fact.type] : [],
      );
      expect(lives.slice(0, 3)).toEqual(["worker.started", "worker.stopped", "worker.started"]);
      await until(() => tagged("KILO_RUN", session.run).length === 0);
    },
  );

  together("pause where Redis cannot be reached, and go on when it can", async ({ stage, begin }) => {
    if (!found.ok) return;
    const folder = stage.project("app", { "greet.txt": "hello\n" });
    const gone = await startRedis(found.redis, { password });
    await gone.kill();
    const session = await begin(gone.url, folder, [agent("api")], {
      api: [command("cp greet.txt a.txt"), command("cp greet.txt a.txt"), done("a.txt is there.")],
    });
    await session.rests(1);
    const [paused] = session.facts("run.paused");
    expect(paused).toMatchObject({ reason: "host" });
    expect(paused?.message).toMatch(
      /^Redis at redis:\/\/127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED.*\); start it or correct its address\.$/,
    );
    const back = await startRedis(found.redis, { password, port: gone.port });
    try {
      await stage.machine(back.url, { name: "one" });
      const resumed = await session.engine.resume(session.run, { origin });
      expect(resumed.ok).toBe(true);
      session.follow();
      await session.rests(2);
      expect(session.facts("run.ended").map(({ outcome }) => outcome)).toEqual(["done"]);
      expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("hello\n");
    } finally {
      await session.close();
      await back.stop();
    }
  });
});
