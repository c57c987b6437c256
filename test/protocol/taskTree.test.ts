// The tree of tasks: who is whose child, who works, who rests and for what, and what each branch costs.
import { describe, expect, it, test } from "vitest";
import type { Fact } from "../../src/protocol/event";
import type { TaskView } from "../../src/protocol/task";
import {
  childrenOf,
  flatTree,
  parentOf,
  pathOf,
  siblingsOf,
  type TaskRest,
  taskTree,
} from "../../src/protocol/taskTree";
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
  subtask,
} from "../fakes/familyView";
import { created, routed, viewOf } from "../fakes/viewOf";

const ids = (tasks: readonly TaskView[]) => tasks.map(({ task }) => task);
const two: Fact[] = [...subtask("t2", "t1"), ...subtask("t3", "t1"), ...begun("t2", "t3"), rests("t1")];
const deep: Fact[] = [...two, ...subtask("t4", "t3", { depth: 2 }), ...begun("t4"), rests("t3")];

describe("rest", () => {
  const person: TaskRest = { kind: "person" };
  const approval = (id: string): TaskRest => ({ kind: "approval", approvals: [id] });
  const cases: [string, Fact[], string, TaskRest | null][] = [
    ["a task that works", [], "t1", null],
    ["a child that works", two, "t2", null],
    ["its parent", two, "t1", { kind: "subtasks", tasks: ["t2", "t3"] }],
    ["its parent, when one has ended", [...two, over("t2")], "t1", { kind: "subtasks", tasks: ["t3"] }],
    ["its parent, when all have", [...two, over("t2"), over("t3")], "t1", { kind: "subtasks", tasks: [] }],
    [
      "a child that asks",
      [...two, asks("t2")],
      "t2",
      { kind: "parent", parent: "t1", question: "Tabs or spaces?" },
    ],
    ["one that shall be paused works on", [...two, pauseWanted("t2")], "t2", null],
    ["one that is paused", [...two, pauseWanted("t2"), rests("t2")], "t2", person],
    ["a parent that a person paused too", [...two, pauseWanted("t1")], "t1", person],
    ["a creation", [question("subtask", "t1.1.1", "t1")], "t1", approval("subtask:t1.1.1")],
    ["a completion", [...two, question("completion", "t2.1.1", "t2")], "t2", approval("completion:t2.1.1")],
    ["one that has not begun", [...subtask("t2", "t1")], "t2", { kind: "turn" }],
    ["one that has ended", [...two, over("t2")], "t2", null],
    [
      "the whole run",
      [...two, { type: "run.paused", reason: "person", message: "Paused by the user." }],
      "t2",
      { kind: "run", message: "Paused by the user." },
    ],
  ];
  test.each(cases)("%s", (_, facts, task, rest) => {
    const node = flatTree(taskTree(family(facts))).find((one) => one.task.task === task);
    expect(node?.rest).toEqual(rest);
    expect(node?.active).toBe(rest === null && node?.task.endedAt === undefined);
  });
});

describe("money", () => {
  it("adds up along each branch, and shows the share of who has one", () => {
    const view = family([
      ...subtask("t2", "t1", { share: 500_000 }),
      ...subtask("t3", "t2", { depth: 2 }),
      called("t2", { purse: "t2", reserved: 90_000 }),
      answered("t2", 30_000),
      called("t3", { purse: "t2", reserved: 20_000 }),
      answered("t3", 10_000),
      called("t3", { purse: "t2", attempt: 2, reserved: 50_000 }),
    ]);
    const nodes = flatTree(taskTree(view));
    expect(
      nodes.map(({ task, micros, totalMicros, purse }) => [task.task, micros, totalMicros, purse]),
    ).toEqual([
      ["t1", 0, 40_000, null],
      ["t2", 30_000, 40_000, { share: 500_000, left: 410_000 }],
      ["t3", 10_000, 10_000, null],
    ]);
  });
});

describe("walking", () => {
  const view = family([...deep, created("t5", "debug")]);
  it("goes up, down and beside", () => {
    expect(ids(childrenOf(view, "t1"))).toEqual(["t2", "t3"]);
    expect(ids(childrenOf(view, "t4"))).toEqual([]);
    expect(parentOf(view, "t4")?.task).toBe("t3");
    expect(parentOf(view, "t1")).toBeNull();
    expect(ids(siblingsOf(view, "t3"))).toEqual(["t2", "t3"]);
    expect(ids(siblingsOf(view, "t1"))).toEqual(["t1", "t5"]);
    expect(ids(pathOf(view, "t4"))).toEqual(["t1", "t3", "t4"]);
  });
  it("finds nothing of an unknown task", () => {
    expect([
      parentOf(view, "t9"),
      siblingsOf(view, "t9"),
      pathOf(view, "t9"),
      childrenOf(view, "t9"),
    ]).toEqual([null, [], [], []]);
  });
  it("tells depth from the tree itself", () => {
    expect(flatTree(taskTree(view)).map(({ task, depth }) => `${task.task} ${depth}`)).toEqual([
      "t1 0",
      "t2 1",
      "t3 1",
      "t4 2",
      "t5 0",
    ]);
  });
  it("makes a root of a task whose parent is not there", () => {
    const torn = family(subtask("t2", "t7"));
    expect(taskTree(torn).map(({ task }) => task.task)).toEqual(["t1", "t2"]);
    expect(ids(siblingsOf(torn, "t2"))).toEqual(["t1", "t2"]);
  });
});

test.each([
  [200, "side by side", () => "t1"],
  [5000, "side by side", () => "t1"],
  [5000, "each below the last", (at: number) => `t${at - 1}`],
] as const)("%i tasks %s", (count, _, parent) => {
  const facts: Fact[] = [routed("single"), created("t1", "single")];
  for (let at = 2; at <= count; at += 1)
    facts.push(created(`t${at}`, "subtask", { parent: parent(at), depth: 1 }));
  const view = viewOf(facts);
  const roots = taskTree(view);
  expect(roots).toHaveLength(1);
  expect(flatTree(roots).map(({ task }) => task.task)).toEqual(view.taskOrder);
  expect(pathOf(view, `t${count}`).at(0)?.task).toBe("t1");
});
