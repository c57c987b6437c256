// Who may wait for whom: nobody waits for ever.
import { describe, expect, test } from "vitest";
import {
  answerTo,
  isOver,
  mayWait,
  openQuestions,
  willMove,
} from "../../../../src/core/schedule/session/waits";
import type { Fact } from "../../../../src/protocol/event";
import type { SessionSettings } from "../../../../src/protocol/session";
import { created, settled } from "../../../fakes/viewOf";
import { asked, begins, finished, type Graph, passedOn, sessionView } from "./sessionView";

const graph: Graph = { a: [], b: [], c: [], late: ["b"], last: ["a"] };
const atWork = [...begins("s1", {}, "t1"), ...begins("s2", {}, "t2"), ...begins("s3", {}, "t3")];
const waits = (from: string, task: string, to: string) => [...asked(from, task), passedOn(to, task)];
const v = (facts: Fact[], session: Partial<SessionSettings> = {}) => sessionView(graph, facts, session);

describe("may wait", () => {
  test.each<[string, Fact[], [string, string], boolean, Partial<SessionSettings>?]>([
    ["for one at work", atWork, ["a", "b"], true],
    ["for one who waits for a third", [...atWork, ...waits("b", "t2", "c")], ["a", "b"], true],
    ["not for one who waits for it", [...atWork, ...waits("b", "t2", "a")], ["a", "b"], false],
    [
      "not in a circle of three",
      [...atWork, ...waits("b", "t2", "c"), ...waits("c", "t3", "a")],
      ["a", "b"],
      false,
    ],
    ["for one that begins when another ends", atWork, ["a", "late"], true],
    ["not for one that begins when it ends itself", atWork, ["a", "last"], false],
    ["not through one that waits for it", [...atWork, ...waits("b", "t2", "a")], ["a", "late"], false],
    ["not for one behind in batches", atWork, ["a", "late"], false, { batchSize: 3 }],
    ["while there is a place", begins("s1", {}, "t1"), ["a", "b"], true, { maxParallel: 2 }],
    ["not with the last place", begins("s1", {}, "t1"), ["a", "b"], false, { maxParallel: 1 }],
    [
      "not where another would never get its answer then",
      [...begins("s1", {}, "t1"), ...begins("s2", {}, "t2"), ...waits("a", "t1", "c")],
      ["b", "c"],
      false,
      { maxParallel: 2 },
    ],
    [
      "for one behind a lost one: it ends with it",
      [...atWork, { type: "task.ended", task: "t2", status: "failed" }, settled("s2", "failed")],
      ["a", "late"],
      true,
    ],
  ])("%s", (_, facts, [from, to], may, session = {}) => {
    expect(mayWait(v(facts, session), from, to)).toBe(may);
  });
});

test("a question is open until it is answered, or somebody begins to", () => {
  const open = [...atWork, ...waits("a", "t1", "b")];
  expect(openQuestions(v(open), "b")).toEqual([{ id: "t1.1.1", from: "a", text: "Which one?" }]);
  expect(openQuestions(v(open), "c")).toEqual([]);
  const reply: Fact = {
    type: "message.sent",
    message: "t2.4.1",
    from: "b",
    to: "a",
    text: "This one.",
    answers: "t1.1.1",
    task: "t2",
  };
  expect(openQuestions(v([...open, reply]), "b")).toEqual([]);
  expect(answerTo(v([...open, reply]), "t1.1.1")).toMatchObject({ from: "b", text: "This one." });
  const answering = created("t9", "chat", { parent: "t1", depth: 1, origin: "ask:t1.1.1:known" });
  expect(openQuestions(v([...open, answering]), "b")).toEqual([]);
  // The asker gets on then, so b may ask it in turn.
  expect(mayWait(v(open), "b", "a")).toBe(false);
  expect(mayWait(v([...open, answering]), "b", "a")).toBe(true);
});

test("an end is an end, however it comes", () => {
  expect(isOver(v(atWork), "a")).toBe(false);
  expect(isOver(v(atWork), "late")).toBe(false);
  expect(isOver(v([...atWork, ...finished("a", "s1", "t1")]), "a")).toBe(true);
  expect(isOver(v([...atWork, settled("s1", "failed")]), "a")).toBe(true);
  expect(isOver(v([...atWork, settled("s4", "dropped")]), "late")).toBe(true);
  expect(isOver(v(atWork), "nobody")).toBe(true);
  expect(willMove(v(atWork), "a")).toBe(true);
});
