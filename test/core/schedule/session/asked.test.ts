// What the question whether to merge says of agents whose work is not in line with what others published since,
// or stands on work that is not in it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { agentRows } from "../../../../src/protocol/agents";
import type { Approval } from "../../../../src/protocol/approval";
import type { FactOf } from "../../../../src/protocol/event";
import { testSettings } from "../../../fakes/testSettings";
import { door, familyStage } from "../../../tree/stage";
import { end, publish, teamOptions, wordsOf, write } from "../../fleet/artifacts/team";
import { leaveMerge, mergeQuestion } from "./mergeQuestion";

const play = familyStage();

test("an agent whose start waits for a person asks that person, and waits for no place", async () => {
  const { approve } = testSettings("");
  const one = await play(
    teamOptions({
      agents: { db: [], api: ["db"] },
      parts: { "#db": [[write("db.txt")], [end("done")]], "#api": [[write("api.txt")], [end("done")]] },
      more: {
        settings: { approve: { ...approve, subtask: "ask" } },
        answer: ({ kind, step }: Approval) => (kind === "subtask" && step === "s1" ? null : {}),
      },
    }),
  );
  const { approval } = (await one.until(({ type }) => type === "approval.asked")) as FactOf<"approval.asked">;
  expect(approval).toMatchObject({ kind: "subtask", step: "s1" });
  const rows = agentRows(await one.view()).map(({ name, state, note }) => `${name} ${state}: ${note}`);
  expect(rows).toEqual(["db asking: Start step s1: #db Do your part.", "api waiting: for db"]);
  await one.give(approval);
  expect(await one.ended()).toEqual({ kind: "ended" });
});

test("who is not begun again for an artifact that changed once more is named with it", async () => {
  const one = await play(
    teamOptions({
      agents: { db: [], api: ["db"] },
      parts: {
        "#db": [
          (request) => {
            const version = /version (\d)/.exec(wordsOf(request))?.[1] ?? "0";
            return { calls: [publish("schema.json", `[${version}]`), write("db.txt", `${version}\n`)] };
          },
          [end("done")],
        ],
        "#api": [(request) => ({ calls: [write("api.txt", `${wordsOf(request).length}\n`)] }), [end("done")]],
      },
      more: leaveMerge,
    }),
  );
  for (const nth of [1, 2, 3]) {
    const asked = await mergeQuestion(one, nth);
    expect(asked.detail).not.toContain("changed since");
    await one.send({ type: "agent.requestChanges", agent: "db", comment: `version ${nth}` });
  }
  const last = await mergeQuestion(one, 4);
  expect(last.detail).toContain("Not in line with artifacts that changed since:\napi: db/schema.json\n");
  expect(one.of("agent.reopened").filter(({ reason }) => reason === "stale")).toHaveLength(2);
  const rows = agentRows(await one.view()).map(({ name, state, note }) => `${name} ${state}: ${note}`);
  expect(rows).toEqual(["db landed: ", "api landed: stale: db/schema.json"]);
  await one.give(last);
  await one.ended();
});

test("what stands on work that was sent back and never done again stays out with it", async () => {
  const held = door();
  let databases = 0;
  const one = await play(
    teamOptions({
      agents: { db: [], api: ["db"], docs: [] },
      parts: {
        "#db": [[write("db.txt")], [end("done")]],
        "#api": [[write("api.txt")], [end("done")]],
        "#docs": [[write("docs.txt")], [end("done")]],
      },
      hold: (_, name, nth) => {
        if (name !== "#db" || nth > 0) return undefined;
        databases += 1;
        return databases > 1 ? held.passed : undefined;
      },
      more: leaveMerge,
    }),
  );
  await mergeQuestion(one);
  await one.send({ type: "agent.requestChanges", agent: "db", comment: "Take the back door out." });
  const tasks = () => one.of("task.created").filter(({ role }) => role === "db");
  await one.until(() => tasks().length === 2);
  await one.send({ type: "task.cancel", task: tasks()[1]?.task ?? "", message: "enough" });
  held.open();
  const asked = await mergeQuestion(one, 2);
  expect(asked.detail).toContain(
    "Landed: docs\n\nSet aside:\napi: it stands on work of db that was not done again; recreate it to have it without\n",
  );
  await one.give(asked);
  await one.ended();
  const found = ["db.txt", "api.txt", "docs.txt"].map((path) => existsSync(join(one.folder, path)));
  expect(found).toEqual([false, false, true]);
});
