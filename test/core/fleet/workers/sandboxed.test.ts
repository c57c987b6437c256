// Commands of a session's agents keep to the run's sandbox: in their process here, and on a machine that has one.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { SandboxPlan } from "../../../../src/core/process/sandbox/plan";
import { isPrepared } from "../../../../src/core/tools/tool";
import { missing } from "../../../faults/sandbox/place";
import { findRedis, startRedis } from "../remote/redisServer";
import { makeRemoteStage } from "../remote/stage";
import { type Fleet, makeAgent, makeFleet, makeStage, type Stage } from "./stage";

const redisHere = await findRedis();
const name = (text: string) => (missing ? `${text}: ${missing}` : text);

let stage: Stage;
let fleet: Fleet | null = null;
beforeAll(async () => {
  stage = await makeStage();
});
afterEach(async () => {
  await fleet?.pool.close();
  fleet = null;
});
afterAll(() => stage.remove());

function plan(): SandboxPlan {
  const [state, temporary] = [join(stage.base, "state"), join(stage.base, "temporary")];
  return {
    kind: "bubblewrap",
    network: false,
    mayAsk: true,
    write: [],
    project: stage.base,
    state,
    temporary,
  };
}

const line =
  "echo x > ../escaped; echo mine > mine.txt; (exec 3<>/dev/tcp/192.0.2.1/9) 2>/dev/null || echo alone; echo $TMPDIR";

it.skipIf(missing !== null)(name("in an agent's process"), async () => {
  const root = stage.folder("agent");
  fleet = makeFleet(stage.entry, { sandbox: plan() });
  await fleet.pool.open(root, { environment: {}, runTag: "run-1" });
  const agent = makeAgent(fleet.tools, root);
  const { text } = await agent.call("run_command", { command: line });
  expect(text).toMatch(/Read-only file system\nalone\n\/tmp\n$/);
  expect([existsSync(join(stage.base, "escaped")), existsSync(join(root, "mine.txt"))]).toEqual([
    false,
    true,
  ]);
  const prepared = await agent.prepare("run_command", { command: "true", network: true });
  expect(isPrepared(prepared) && prepared.command).toEqual({ line: "true", cwd: "", network: true });
});

it.skipIf(missing !== null || !redisHere.ok)(name("on another machine"), { timeout: 120_000 }, async () => {
  if (!redisHere.ok) return;
  const redis = await startRedis(redisHere.redis);
  const remote = await makeRemoteStage();
  try {
    const root = remote.project("app", { "a.txt": "one\n" });
    await remote.machine(redis.url);
    const { agents, at } = remote.team(redis.url, root, { sandbox: plan() });
    agents.open("coder", root);
    const command = `${line}; git status --short; git config core.pager evil`;
    const { text } = await at(root).call("run_command", { command });
    expect(text).toMatch(/Read-only file system|Permission denied|No such file/);
    expect(text).toContain("alone");
    expect(text).toContain("?? mine.txt");
    expect(text).toMatch(/could not lock config file/);
    expect(existsSync(join(root, "mine.txt"))).toBe(true);
  } finally {
    await remote.remove();
    await redis.stop();
  }
});
