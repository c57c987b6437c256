// Machines that take an agent and are gone before they said a word: another one takes it, and nobody is asked.
import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AgentJob, streamsOf } from "../../../../src/core/fleet/remote/jobs";
import { RedisChannel } from "../../../../src/core/fleet/remote/redisChannel";
import { until } from "../workers/stage";
import { findRedis, type RedisServer, startRedis } from "./redisServer";
import { makeRemoteStage, type RemoteStage } from "./stage";

const found = await findRedis();
if (!found.ok) console.log(`Machines that leave early: skipped, for ${found.why}`);

const timing = { beatMs: 100, silentMs: 1_000 };

describe.skipIf(!found.ok)("a machine that leaves before its first words", { timeout: 120_000 }, () => {
  let redis: RedisServer;
  let stage: RemoteStage;
  beforeAll(async () => {
    if (found.ok) redis = await startRedis(found.redis);
  });
  afterAll(() => redis?.stop());
  beforeEach(async () => {
    stage = await makeRemoteStage();
  });
  afterEach(() => stage.remove());

  /** Takes agents and leaves: politely, until it did so for some, or as one that is killed. */
  function leaver(isKilled: boolean, most: number) {
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    let taken = 0;
    let gone = () => {};
    const left = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const worker = new Worker<AgentJob>(
      "agents",
      async ({ data }) => {
        const { down, up } = streamsOf(data.stay);
        const own = connection.duplicate();
        await own.ping();
        const channel = new RedisChannel(own, { read: down, write: up }, timing);
        taken += 1;
        if (!isKilled) {
          channel.close();
          if (taken === most) gone();
          // Its next one is another machine's.
          if (taken === most) worker.close(true);
          return;
        }
        await own.ping();
        own.disconnect();
        gone();
        await new Promise(() => {});
      },
      { connection, prefix: "kilo" },
    );
    worker.on("error", () => undefined);
    return {
      left,
      async end() {
        await worker.close(true);
        connection.disconnect();
      },
    };
  }

  it.each([false, true])("gives its agent to another one (killed: %s)", async (isKilled) => {
    const root = stage.project("app", { "a.txt": "one\n" });
    const first = leaver(isKilled, 1);
    const { agents, at, trouble } = stage.team(redis.url, root, { timing });
    agents.open("coder", root);
    await first.left;
    await first.end();
    await stage.machine(redis.url, { name: "m" });
    const said = await at(root).call("run_command", { command: "cat a.txt" });
    expect(said.text).toBe("exit 0.\none\n");
    expect(trouble).toEqual([]);
  });

  it("is told where one after the other leaves", async () => {
    const root = stage.project("app", { "a.txt": "one\n" });
    const all = leaver(false, 5);
    const { agents, at, trouble } = stage.team(redis.url, root, { timing, nobodyMs: 60_000 });
    agents.open("coder", root);
    await all.left;
    await all.end();
    await until(() => trouble.length > 0);
    const words = `5 times in a row a machine took the agent from Redis at ${redis.url} and left before it began; look at what kilo-code worker says there.`;
    expect(trouble).toEqual([words]);
    await stage.machine(redis.url, { name: "m" });
    expect((await at(root).call("run_command", { command: "cat a.txt" })).text).toBe("exit 0.\none\n");
  });
});
