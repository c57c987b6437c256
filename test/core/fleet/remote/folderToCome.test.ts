// An agent whose folder is still to come: its commands begin in it on another machine as they do here.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findRedis, type RedisServer, startRedis } from "./redisServer";
import { makeRemoteStage, type RemoteStage } from "./stage";

const found = await findRedis();
if (!found.ok) console.log(`Folders to come on other machines: skipped, for ${found.why}`);

describe.skipIf(!found.ok)("a folder that is to come", { timeout: 60_000 }, () => {
  let redis: RedisServer;
  let stage: RemoteStage;
  beforeAll(async () => {
    if (found.ok) redis = await startRedis(found.redis);
    stage = await makeRemoteStage();
    await stage.machine(redis.url, { name: "m" });
  });
  afterAll(async () => {
    await stage?.remove();
    await redis?.stop();
  });

  it("is made by the agent's first command, and by one that names it", async () => {
    const root = stage.project("app", { "a.txt": "one\n" });
    const { agents, at } = stage.team(redis.url, root);
    agents.open("coder", root);
    const agent = at(root);
    agent.context.cwd = "packages/new";
    expect((await agent.call("run_command", { command: "pwd" })).text).toBe(
      `exit 0.\n${root}/packages/new\n`,
    );
    const named = await agent.call("run_command", { command: "pwd", cwd: "packages/new" });
    expect(named.text).toBe(`exit 0.\n${root}/packages/new\n`);
    // Git knows no empty folder, so none is sent.
    mkdirSync(join(root, "made", "here"), { recursive: true });
    const other = await agent.call("run_command", { command: "pwd", cwd: "made/here" });
    expect(other.text).toBe(`exit 0.\n${root}/made/here\n`);
  });
});
