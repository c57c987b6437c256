// The watchdog tells apart what a task waits for, and names a cure for each. The clock is a number.
import { describe, expect, test } from "vitest";
import type { Fact } from "../../src/protocol/event";
import {
  commandSlowShare,
  modelSlowMs,
  silentMs,
  type TaskWatch,
  type WatchState,
  watchTasks,
} from "../../src/protocol/watch";
import {
  answered,
  asks,
  begun,
  called,
  family,
  over,
  pauseWanted,
  question,
  rests,
  runs,
  subtask,
  turn,
} from "../fakes/familyView";

const two: Fact[] = [...subtask("t2", "t1"), ...subtask("t3", "t1"), ...begun("t2", "t3"), rests("t1")];
const retried: Fact = {
  type: "turn.retried",
  turn: "t2.1",
  attempt: 1,
  waitMs: 40_000,
  failure: { code: "provider-overloaded", message: "the provider is overloaded" },
};
const limits = { commandIdleMs: 20_000, checkIdleMs: 60_000 };

/** A task's watch when so much time has gone by since the last fact, and how the cures are called. */
function watch(facts: Fact[], task: string, later: number): TaskWatch & { cured: string } {
  const view = family(facts);
  const found = watchTasks(view, view.at + later).find((one) => one.task === task);
  if (!found) throw new Error(`nothing is told of ${task}`);
  const cured = found.cures.map((cure) => `${cure.kind}${"turn" in cure ? ` ${cure.turn}` : ""}`).join(", ");
  return { ...found, cured };
}

describe("states", () => {
  const slow = commandSlowShare * limits.commandIdleMs;
  const check = commandSlowShare * limits.checkIdleMs;
  const request = [...two, turn("t2"), called("t2")];
  const command = [...two, turn("t2"), runs("t2", "npm test")];
  const retry = [...request, answered("t2", 0, true), retried];
  const pause: Fact = { type: "run.paused", reason: "cap", message: "The budget is spent." };
  const cases: [string, Fact[], string, number, WatchState, string, RegExp][] = [
    ["just told something", two, "t2", 0, "working", "", /works/],
    ["a request", request, "t2", modelSlowMs - 1, "working", "", /claude-sonnet-4-6 answers/],
    [
      "a slow one",
      request,
      "t2",
      modelSlowMs,
      "model-slow",
      "restart t2.1, cancel",
      /not finished its answer for 90 s/,
    ],
    [
      "between two tries",
      retry,
      "t2",
      10_000,
      "model-slow",
      "cancel",
      /overloaded\); the next try is in 30 s/,
    ],
    ["a second try", [...retry, called("t2", { attempt: 2 })], "t2", 1, "working", "", /\(try 2\)/],
    ["a command", command, "t2", slow - 1, "working", "", /runs npm test/],
    [
      "a slow one",
      command,
      "t2",
      slow,
      "command-slow",
      "cancel, restart t2.1",
      /npm test for 10 s; it is ended after 20 s/,
    ],
    [
      "a check has its own limit",
      [...two, runs("t2", "npm test", "check")],
      "t2",
      check - 1,
      "working",
      "",
      /runs/,
    ],
    [
      "a slow check",
      [...two, runs("t2", "npm test", "check")],
      "t2",
      check,
      "command-slow",
      "cancel, steer",
      /60 s/,
    ],
    ["a read is no command", [...two, runs("t2", "a.txt", "read")], "t2", slow, "working", "", /works/],
    ["silence", two, "t2", silentMs + 1, "silent", "steer, cancel", /Nothing happened for 60 s/],
    [
      "silence after a turn",
      [...two, turn("t2")],
      "t2",
      silentMs * 4,
      "silent",
      "restart t2.1, cancel",
      /4 min/,
    ],
    ["waiting for subtasks is no silence", two, "t1", 9e6, "waits-for-subtasks", "", /its subtasks t2, t3\./],
    ["for one", [...two, over("t2")], "t1", 9e6, "waits-for-subtasks", "", /its subtask t3\./],
    [
      "a question to its parent",
      [...two, asks("t2")],
      "t2",
      9e6,
      "asks-parent",
      "steer, cancel",
      /asked t1: Tabs/,
    ],
    [
      "an approval",
      [...two, question("completion", "t2.1.1", "t2")],
      "t2",
      9e6,
      "waits-for-approval",
      "answer",
      /a completion/,
    ],
    [
      "paused",
      [...two, pauseWanted("t2"), rests("t2")],
      "t2",
      9e6,
      "paused",
      "unpause, cancel",
      /was paused/,
    ],
    ["the run is paused", [...two, pause], "t2", 9e6, "paused", "resume", /budget is spent/],
    ["not begun", [...subtask("t2", "t1")], "t2", 9e6, "working", "", /not begun/],
  ];
  test.each(cases)("%s", (_, facts, task, later, state, cured, explanation) => {
    const told = watch(facts, task, later);
    expect([told.state, told.cured]).toEqual([state, cured]);
    expect(told.explanation).toMatch(explanation);
  });
});

test("since when is told by the fact that began it", () => {
  const view = family([...two, turn("t2"), called("t2"), question("subtask", "t3.1.1", "t3")]);
  const since = new Map(watchTasks(view, view.at + 1e6).map((one) => [one.task, view.at - one.since]));
  expect(since).toEqual(
    new Map([
      ["t1", 3],
      ["t2", 1],
      ["t3", 0],
    ]),
  );
});

test("only what is open is watched", () => {
  const ended = family([...two, over("t2"), over("t3", "cancelled")]);
  expect(watchTasks(ended, 0).map(({ task }) => task)).toEqual(["t1"]);
  const done: Fact = {
    type: "run.ended",
    outcome: "done",
    verified: true,
    summary: "",
    report: { text: "" },
  };
  expect(watchTasks(family([...two, done]), 0)).toEqual([]);
});

test("many subtasks are counted", () => {
  const many = Array.from({ length: 9 }, (_, at) => subtask(`t${at + 2}`, "t1")).flat();
  expect(watch([...many, rests("t1")], "t1", 0).explanation).toBe(
    "It waits for its subtasks t2, t3, t4, t5, t6 and 4 more.",
  );
});
