// Several calls of one answer are looked at together: limits, steps, shares and answers hold as if they had come one by one.
import { expect, it } from "vitest";
import type { ScriptCall } from "../../src/demo/modelServer/script";
import { call, end, type Family, familyStage, flaws, give, scriptOfParts } from "./stage";

const play = familyStage();

/** What each call of the parent's first answer came to, in its order. */
function answers(one: Family, turn = "t1.1"): string[] {
  return one
    .of("toolCall.settled")
    .filter((fact) => fact.turn === turn)
    .sort((left, right) => left.toolCall.localeCompare(right.toolCall, "en", { numeric: true }))
    .map(({ outcome, note }) => `${outcome}: ${note}`);
}

const readers = (count: number, more: object = {}): ScriptCall[] =>
  Array.from({ length: count }, (_, index) => give("ask", `#r${index + 1}`, more));
const read = Object.fromEntries(
  Array.from({ length: 8 }, (_, index) => [`#r${index + 1}`, [{ text: `read ${index + 1}` }]]),
);

it("subtasks of one task", async () => {
  const one = await play({
    script: scriptOfParts({ "#root": [readers(5), [end("done")]], ...read }),
    settings: { limits: { childrenPerTask: 3 } },
  });
  await one.ended();
  await one.until((fact) => fact.type === "run.ended");
  expect(answers(one)).toEqual([
    "ok: t2 (ask) done",
    "ok: t3 (ask) done",
    "ok: t4 (ask) done",
    "error: not started: limit",
    "error: not started: limit",
  ]);
  expect(await flaws(one)).toEqual([]);
});

it("tasks of the run, heirs included", async () => {
  const pass = call("hand_off", { mode: "orchestrator", message: "#pass on" });
  const one = await play({
    script: scriptOfParts({
      "#root": [[give("orchestrator", "#pass"), ...readers(3)], [end("done")]],
      "#pass": [[pass]],
      ...read,
    }),
    settings: { limits: { tasksPerRun: 8 } },
  });
  await one.ended();
  await one.until((fact) => fact.type === "run.ended");
  expect(one.of("task.created")).toHaveLength(8);
  expect(answers(one)[0]).toMatch(/^error: t\d+ \(orchestrator\)/);
  expect(answers(one).slice(1)).toEqual(["ok: t3 (ask) done", "ok: t4 (ask) done", "ok: t5 (ask) done"]);
  expect(await flaws(one)).toEqual([]);
});

it("depth, whatever the settings approve", async () => {
  const one = await play({
    script: scriptOfParts({
      "#root": [[give("orchestrator", "#down")], [end("done")]],
      "#down": [[give("orchestrator", "#down"), give("orchestrator", "#down")], [end("bottom")]],
    }),
    settings: { limits: { spawnDepth: 2 } },
  });
  await one.ended();
  await one.until((fact) => fact.type === "run.ended");
  const depths = one.of("task.created").map(({ depth }) => depth);
  expect(depths).toEqual([0, 1, 2, 2]);
});

it("one step of the plan is carried out once", async () => {
  const plan = call("update_plan", {
    reason: "parts",
    steps: [{ title: "look", role: "ask", instructions: "look" }],
  });
  const one = await play({
    script: scriptOfParts({
      "#root": [[plan], readers(2, { step: "s1" }), [end("done")]],
      ...read,
    }),
  });
  await one.ended();
  await one.until((fact) => fact.type === "run.ended");
  expect(one.of("task.created").filter(({ step }) => step === "s1")).toHaveLength(1);
  expect(
    answers(one, "t1.2")
      .map((text) => text.slice(0, 5))
      .sort(),
  ).toEqual(["error", "ok: t"]);
  expect(await flaws(one)).toEqual([]);
});

it("shares of what is left never come to more than there is", async () => {
  const one = await play({
    script: scriptOfParts({ "#root": [readers(4, { budget_share: 0.5 }), [end("done")]], ...read }),
  });
  await one.ended();
  await one.until((fact) => fact.type === "run.ended");
  const { purses } = await one.view();
  expect(purses.run?.spent).toBeLessThanOrEqual(purses.run?.cap ?? 0);
  expect(one.of("purse.opened").filter(({ parent }) => parent === "run").length).toBeGreaterThanOrEqual(4);
  expect(await flaws(one)).toEqual([]);
});

it("two answers to one question: the subtask hears the first, and each call has an answer", async () => {
  const answer = (text: string) => call("answer_task", { task: "t2", answer: text });
  const one = await play({
    script: scriptOfParts({
      "#root": [[give("architect", "#asks")], [answer("blue"), answer("red")], [end("done")]],
      "#asks": [[call("ask_parent", { question: "Which?" })], [end("RESULT asks")]],
    }),
  });
  await one.ended();
  await one.until((fact) => fact.type === "run.ended");
  expect(one.of("task.answered").map((fact) => fact.answer)).toEqual(["blue"]);
  expect(one.of("turn.started").filter(({ task }) => task === "t2")).toHaveLength(2);
  expect(
    answers(one, "t1.2")
      .map((text) => text.slice(0, 5))
      .sort(),
  ).toEqual(["error", "ok: t"]);
  expect(await flaws(one)).toEqual([]);
});

it("a subtask that switches to a mode that ends otherwise still hands in a result", async () => {
  const one = await play({
    script: scriptOfParts({
      "#root": [[give("orchestrator", "#turns")], [end("done")]],
      "#turns": [[call("switch_mode", { mode: "architect", reason: "design" })], [end("RESULT turns")]],
    }),
  });
  await one.ended();
  await one.until((fact) => fact.type === "run.ended");
  const [switched] = one.of("task.roleSwitched");
  expect(switched?.rights.tools).not.toContain("submit_plan");
  expect(answers(one)).toEqual(["ok: t2 (planner) done"]);
  expect(await flaws(one)).toEqual([]);
});
