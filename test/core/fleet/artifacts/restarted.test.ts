// An agent whose process a person restarts while it waits for somebody's word: it gets the word all the same.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fact } from "../../../../src/protocol/event";
import { agentRole } from "../../../fakes/testSession";
import { testSettings } from "../../../fakes/testSettings";
import { call, door, type Family, familyStage, flaws, give } from "../../../tree/stage";
import { makeStage, type Stage } from "../workers/stage";
import { ask, end, routed, teamOptions, told, write } from "./team";

const play = familyStage();

let stage: Stage;
beforeAll(async () => {
  stage = await makeStage();
});
afterAll(() => stage.remove());

/** Restarts the agent's process, and waits until its task has seen it. */
async function restart(one: Family, agent: string): Promise<void> {
  await one.until((fact) => fact.type === "worker.started" && fact.agent === agent);
  expect(await one.send({ type: "agent.restart", agent })).toMatchObject({ ok: true });
  await one.until((fact) => fact.type === "worker.stopped" && fact.why === "restarted by the user");
}

/** An agent that may give parts of its work to others. */
const giving = { ...agentRole("api"), tools: [...agentRole("api").tools, "new_task"] };

const answers = (fact: Fact) => fact.type === "task.created" && fact.purpose === "chat";

test.each(["the orchestrator", "the owner"])("while %s answers its question", async (who) => {
  const isOwner = who === "the owner";
  const held = door();
  const seen = door();
  const one = await play(
    teamOptions({
      agents: { db: [], api: isOwner ? [] : ["db"] },
      parts: {
        "#db": [[write("db.txt")], [end("It listens on 5432.")]],
        "#api": [[ask("#q Which port?", "db")], [write("api.txt")], [end("done")]],
        "#q": [[end("5432")]],
      },
      hold: (_, name, nth) => {
        if (nth > 0 || name !== (isOwner ? "#db" : "#q")) return undefined;
        seen.open();
        return held.passed;
      },
      more: { workerEntry: stage.entry },
    }),
  );
  await one.until(isOwner ? routed("db") : answers);
  await seen.passed;
  await restart(one, "api");
  held.open();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(told(one, "ask_orchestrator", "api")).toEqual(["The orchestrator answers: 5432"]);
  expect(one.of("message.sent").filter(({ to }) => to === "orchestrator")).toHaveLength(1);
  expect(await flaws(one)).toEqual([]);
  expect((await one.view()).outcome).toBe("done");
});

test.each([
  "command",
  "completion",
] as const)("while a person is asked about its %s: the question stays", async (kind) => {
  const one = await play(
    teamOptions({
      agents: { api: [] },
      parts: { "#api": [[call("run_command", { command: "echo on > b.txt" })], [end("done")]] },
      more: {
        workerEntry: stage.entry,
        settings: { approve: { ...testSettings("").approve, command: "ask", completion: "ask" } },
        answer: (approval) => (approval.kind === kind ? null : {}),
      },
    }),
  );
  const asked = await one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === kind);
  await restart(one, "api");
  if (asked.type === "approval.asked") await one.give(asked.approval);
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(told(one, "run_command", "api")).toEqual(["exit 0.\n(no output)"]);
  expect(told(one, "attempt_completion", "api")).toEqual(["Accepted."]);
  expect(one.of("approval.asked").filter(({ approval }) => approval.kind === kind)).toHaveLength(1);
  expect(await flaws(one)).toEqual([]);
});

test("while it has no process and waits for its model: it asks once more", async () => {
  const seen = door();
  let asked = 0;
  const one = await play(
    teamOptions({
      agents: { api: [] },
      parts: { "#api": [[write("api.txt")], [end("done")]] },
      hold: (_, name, nth) => {
        if (name !== "#api" || nth !== 1) return undefined;
        asked += 1;
        seen.open();
        return asked === 1 ? new Promise(() => {}) : undefined;
      },
      more: { workerEntry: stage.entry },
    }),
  );
  await seen.passed;
  // The answer may be asked for before the process is told of; process 0 would be everybody's who runs the tests.
  await one.until((fact) => fact.type === "worker.started");
  const [started] = one.of("worker.started");
  if (!started) throw new Error("no process was started");
  process.kill(started.pid, "SIGKILL");
  await one.until((fact) => fact.type === "worker.stopped");
  expect(await one.send({ type: "agent.restart", agent: "api" })).toMatchObject({ ok: true });
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect((await one.view()).outcome).toBe("done");
  expect(one.of("worker.stopped")[1]).toMatchObject({ pid: null, why: "restarted by the user" });
  expect(await flaws(one)).toEqual([]);
});

test("while its subtask works: that goes on where it was", async () => {
  const held = door();
  const seen = door();
  const one = await play(
    teamOptions({
      agents: { api: [] },
      parts: {
        "#api": [[give("coder", "#sub Write it.")], [give("coder", "#more Write more.")], [end("done")]],
        "#sub": [[write("sub.txt")], [write("more.txt")], [end("written")]],
        "#more": [[write("again.txt")], [end("done too")]],
      },
      hold: (_, name, nth) => {
        if (nth !== 1 || name !== "#sub") return undefined;
        seen.open();
        return held.passed;
      },
      more: { workerEntry: stage.entry, settings: { roles: [giving] } },
    }),
  );
  await seen.passed;
  await restart(one, "api");
  held.open();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(told(one, "new_task", "api")).toEqual([
    expect.stringMatching(/^written/),
    expect.stringMatching(/^done too/),
  ]);
  expect(await flaws(one)).toEqual([]);
  expect((await one.view()).outcome).toBe("done");
});
