// One provider that is dead while another works: its agent rests, nobody else's request is cut off and paid for, and the
// session rests with it only when nobody else is at work.
import { expect, test } from "vitest";
import { agentRows } from "../../../../src/protocol/agents";
import { watchTasks } from "../../../../src/protocol/watch";
import { type Family, familyStage, flaws } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";

const play = familyStage();

const refusal = "invalid x-api-key";

/** `db` is refused as long as `mended` was not called; `api` is held at its second request until `go` was. */
function one401() {
  let refuses = true;
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const body = JSON.stringify({ type: "error", error: { type: "authentication_error", message: refusal } });
  const first = () =>
    refuses ? { fault: { kind: "status" as const, status: 401, body } } : { calls: [write("db.txt")] };
  const options = teamOptions({
    agents: { db: [], api: [] },
    parts: { "#db": [first, [end("done")]], "#api": [[write("api.txt")], [end("done")]] },
    hold: (_, name, nth) => (name === "#api" && nth === 1 ? held : undefined),
  });
  return { options, go, mended: () => (refuses = false) };
}

const rests = (one: Family) => one.until((fact) => fact.type === "task.paused");

const cutOff = (one: Family) =>
  one.of("model.settled").filter(({ modelCall, failure }) => modelCall.startsWith("t2.") && failure);

test("the other agent ends its work; then the session rests, says why, and goes on", async () => {
  const { options, go, mended } = one401();
  const one = await play(options);
  expect(await rests(one)).toMatchObject({ reason: expect.stringContaining(refusal) });
  const [db, api] = agentRows(await one.view());
  expect(db).toMatchObject({ state: "working", note: expect.stringMatching(/^rests, .*invalid x-api-key$/) });
  expect(api).toMatchObject({ state: "working", note: "" });
  expect(watchTasks(await one.view(), 0)[0]).toMatchObject({
    state: "paused",
    explanation: expect.stringMatching(/^It rests while others go on: .*invalid x-api-key$/),
    cures: [{ kind: "restart", turn: "t1.1" }, { kind: "cancel" }],
  });
  go();
  const pause = { reason: "provider", message: expect.stringContaining(refusal) };
  expect(await one.ended()).toEqual({ kind: "paused", pause });
  expect((await one.view()).steps.map(({ status }) => status)).toEqual(["running", "done"]);
  expect(cutOff(one)).toEqual([]);
  mended();
  await one.resume();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect((await one.view()).outcome).toBe("done");
  expect(await flaws(one)).toEqual([]);
});

test("it tries again where a person restarts it meanwhile", async () => {
  const { options, go, mended } = one401();
  const one = await play(options);
  await rests(one);
  mended();
  // Without a process of its own a restart is told by its task.
  const { task } = await one.task("#db");
  expect(await one.send({ type: "task.restart", task, turn: `${task}.1` })).toMatchObject({ ok: true });
  await one.until((fact) => fact.type === "step.settled" && fact.status === "done");
  go();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect((await one.view()).outcome).toBe("done");
  expect(cutOff(one)).toEqual([]);
  expect(await flaws(one)).toEqual([]);
});

test("cancelled while it rests, it ends, and the session goes on without it", async () => {
  const { options, go } = one401();
  const one = await play(options);
  await rests(one);
  const { task } = await one.task("#db");
  expect(await one.send({ type: "task.cancel", task })).toMatchObject({ ok: true });
  await one.until((fact) => fact.type === "task.ended" && fact.task === task);
  go();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect((await one.view()).steps.map(({ status }) => status)).toEqual(["failed", "done"]);
});

test("its place is free for agents of other providers, not for those of its own", async () => {
  let refuses = true;
  const body = JSON.stringify({ type: "error", error: { type: "authentication_error", message: refusal } });
  const first = (path: string) => () =>
    refuses ? { fault: { kind: "status" as const, status: 401, body } } : { calls: [write(path)] };
  const options = teamOptions({
    agents: { db: [], dc: [], api: [], web: [] },
    parts: {
      "#db": [first("db.txt"), [end("done")]],
      "#dc": [first("dc.txt"), [end("done")]],
      "#api": [[write("api.txt")], [end("done")]],
      "#web": [[write("web.txt")], [end("done")]],
    },
    session: { maxParallel: 1 },
  });
  const one = await play({ ...options, providers: { db: "dead", dc: "dead" } });
  const pause = { reason: "provider", message: expect.stringContaining(refusal) };
  expect(await one.ended()).toEqual({ kind: "paused", pause });
  const states = async () => (await one.view()).steps.map(({ status }) => status);
  expect(await states()).toEqual(["running", "waiting", "done", "done"]);
  refuses = false;
  await one.resume();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect((await one.view()).outcome).toBe("done");
  expect(await flaws(one)).toEqual([]);
});
