// A driver whose starter was killed before it read the driver's one line: the session goes on all the same.
import { afterAll, afterEach, expect, test } from "vitest";
import type { DriverOrder } from "../../src/core/host/sessionDriver";
import { agent, openStage, type Stage, step } from "./agentManagerStage";
import { removeProgram, watch } from "./program";

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});
afterAll(removeProgram);

test("the driver does its work though nobody reads what it says", async () => {
  stage = await openStage({
    rules: [agent("api part", ["api.txt", "GET /me\n"])],
    steps: [step("Endpoints", "api")],
  });
  const { program, manager, json, until, mergeAsked } = stage;
  const run: string = (await json("start", "Build a profile")).session;
  await until("approval.asked", ({ approval }) => approval.kind === "plan");
  await manager("stop");
  const order: DriverOrder = { resume: { run }, retainBytes: 1e9 };
  const child = program.start(["agent-manager", "drive"]);
  const ended = watch(child);
  child.stdout?.destroy();
  child.stdin?.end(JSON.stringify(order));
  await until("run.resumed");
  for (const kind of ["plan", "subtask", "completion"] as const) {
    const { approval } = await until("approval.asked", (fact) => fact.approval.kind === kind);
    expect(await program.run(["approve", run, approval.id, "--yes"])).toMatchObject({ code: 0 });
  }
  await mergeAsked();
  expect((await manager("merge", "--approve")).code).toBe(0);
  expect(await ended).toMatchObject({ code: 0 });
});
