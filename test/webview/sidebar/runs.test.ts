// The pure parts of the run and of earlier runs: the tree of tasks, states in words, search, and how long ago.
import { describe, expect, it } from "vitest";
import { agentsPicture } from "../../../src/protocol/agentsPicture";
import { foldAll } from "../../../src/protocol/fold";
import type { RunView } from "../../../src/protocol/run";
import { activeTask, openTasks } from "../../../webview-ui/src/runs/activeTask";
import { findRuns } from "../../../webview-ui/src/runs/findRuns";
import { isUnfinished, progressWords, promptHead, runState } from "../../../webview-ui/src/runs/runWords";
import { summaryOf } from "../../../webview-ui/src/runs/summaryOf";
import { type TreeNode, treeNodes } from "../../../webview-ui/src/runs/treeNodes";
import { treeRows } from "../../../webview-ui/src/runs/treeRows";
import { when } from "../../../webview-ui/src/runs/when";
import { notesOf } from "../../../webview-ui/src/states/notesOf";
import { readMemory, withCard, withDraft, withSent } from "../../../webview-ui/src/states/paneMemory";
import { begunSession } from "../agents/sessionEvents";
import { runView } from "./sceneRun";
import { hostState, now, summaries, summary } from "./scenes";
import { viewOf } from "./sceneTree";

describe("the tree of tasks", () => {
  it("has the plan's steps under the planner, and a step and its task are one row", () => {
    expect(drawn(treeNodes(runView("working")))).toEqual([
      "Plan · done",
      "  1 Index on created_at and id · done",
      "  2 Handler reads a cursor and returns nextCursor · running",
      "    Tests for the cursor · running",
      "  3 Describe cursor and nextCursor in the OpenAPI spec · asking",
      "  4 All checks are green · waiting",
    ]);
  });

  it("shows rounds of repair beside the plan", () => {
    const rows = drawn(treeNodes(runView("failed")));
    expect(rows.at(-1)).toBe("Iteration 2: 2 new failures · done");
    expect(rows).toContain("  4 All checks are green · failed");
  });

  it("says paused of open tasks while the run is", () => {
    const view: RunView = { ...runView("working"), status: "paused" };
    expect(drawn(treeNodes(view))).toContain("    Tests for the cursor · paused");
  });

  it("puts the steps of a second plan under its own planner", () => {
    const view = runView("working");
    const first = view.tasks.t1;
    const step = view.steps[1];
    if (!first || !step) throw new Error("the scene lacks a task or a step");
    view.tasks.t9 = { ...first, task: "t9" };
    view.taskOrder.push("t9");
    view.steps.push({ ...step, id: "s5", title: "Smaller pages", status: "waiting" });
    view.plan = {
      ...(view.plan ?? { summary: "", risks: [], contractChanges: [], steps: [] }),
      steps: [{ ...step, id: "s5" }],
    };
    expect(drawn(treeNodes(view)).slice(-2)).toEqual(["Plan · done", "  5 Smaller pages · waiting"]);
  });

  it("leaves the children of a closed row out", () => {
    const roots = treeNodes(runView("working"));
    expect(treeRows(roots, new Map([["t3", true]]))).toHaveLength(5);
    expect(treeRows(roots, new Map([["t1", true]])).map(({ depth }) => depth)).toEqual([1]);
  });

  it("names the task that works now, and those that may be steered", () => {
    expect(activeTask(runView("working"))?.task).toBe("t4");
    expect(activeTask(runView("ended"))).toBeNull();
    expect(activeTask(viewOf("delegating"))?.task).toBe("t8");
    expect(openTasks(viewOf("delegating")).map(({ task }) => task)).toEqual([
      "t1",
      "t3",
      "t4",
      "t5",
      "t6",
      "t8",
    ]);
  });

  it("says in words why a task of any depth does not work", () => {
    const rows = treeRows(treeNodes(viewOf("delegating")), new Map());
    expect(rows.map(({ node, depth }) => `${"  ".repeat(depth - 1)}${node.id} ${node.word}`)).toEqual([
      "t1 waits for 1 subtask",
      "  t2 done",
      "  t3 waits for you",
      "    t4 waits for you",
      "      t8 running",
      "    t5 asks its parent",
      "    t6 paused by you",
      "    t7 cancelled",
    ]);
  });

  it("has the share of a task, and what is spent of it by all below", () => {
    const [root] = treeNodes(viewOf("delegating"));
    const code = root?.children[1];
    expect(root?.purse).toBeNull();
    expect(code?.purse?.cap).toBe(800_000);
    expect(code?.purse?.spent).toBe(code?.totalMicros);
  });

  it("puts an orchestrator's steps where their tasks stand, and those still to come under it", () => {
    const view = viewOf("delegating");
    const step = runView("working").steps[0];
    const code = view.tasks.t3;
    if (!step || !code) throw new Error("the scene lacks a task");
    view.steps.push({ ...step, id: "s1", title: "The handler", status: "running" });
    view.steps.push({ ...step, id: "s2", title: "The docs", status: "waiting" });
    view.plan = { summary: "", risks: [], contractChanges: [], steps: [...view.steps] };
    code.step = "s1";
    for (const id of ["t4", "t5", "t6", "t7", "t8"]) Object.assign(view.tasks[id] ?? {}, { step: "s1" });
    const [root] = treeNodes(view);
    expect(root?.children.map(({ title }) => title)).toEqual([
      "Design the page contract",
      "1 The handler",
      "2 The docs",
    ]);
    expect(root?.children[1]?.children).toHaveLength(4);
  });

  it("folds what is over of a large tree, and shows it when asked", () => {
    const roots = treeNodes(viewOf("wide"));
    const rows = treeRows(roots, new Map());
    expect(rows.map(({ node }) => node.title)).toEqual([
      "Rename userCount",
      "193 that are over",
      "Package 194",
      "Package 195",
      "Package 196",
      "Package 197",
      "Package 198",
      "Package 199",
    ]);
    const group = rows[1]?.node.id ?? "";
    expect(treeRows(roots, new Map([[group, false]]))).toHaveLength(201);
  });
});

function drawn(roots: TreeNode[]): string[] {
  return treeRows(roots, new Map()).map(
    ({ node, depth }) => `${"  ".repeat(depth - 1)}${node.title} · ${node.status}`,
  );
}

describe("a run's state in words", () => {
  it("counts a session's agents as the Agents view does: work that was set aside is not done", () => {
    const writer = begunSession();
    for (const step of ["s1", "s2"])
      writer.emit({ type: "step.settled", step, status: "done", evidence: "" });
    const aside = { kind: "rejected" as const, text: "rejected: No.", conflicts: [], with: [] };
    const origin = { kind: "person", via: "test" } as const;
    writer.emit({ type: "agent.setAside", agent: "api", aside, origin });
    const view = foldAll(writer.events);
    if (!view) throw new Error("no view");
    expect(agentsPicture(view, "here")?.progress).toMatchObject({ done: 1, all: 2 });
    expect(progressWords(view)).toBe("1 of 2 agents");
    expect(progressWords(runView("working"))).toBe("1/4 steps");
  });

  it.each([
    [{}, "ok", "verified"],
    [{ verified: false }, "info", "not verified"],
    [{ decision: "chat", verified: false }, "ok", "answered"],
    [{ outcome: "failed" }, "failed", "failed"],
    [{ outcome: "conflicts" }, "failed", "conflicts"],
    [{ outcome: "cancelled" }, "info", "stopped"],
    [{ undone: true }, "ok", "verified, undone"],
    [{ status: "running", outcome: null, driver: "here" }, "running", "running"],
    [{ status: "running", outcome: null, driver: "elsewhere" }, "running", "running elsewhere"],
    [{ status: "running", outcome: null, driver: "here", waiting: 2 }, "waiting", "waits for you"],
    [{ status: "running", outcome: null, driver: "nobody" }, "waiting", "unfinished"],
    [{ status: "paused", outcome: null, pause: "cap" }, "waiting", "paused at the cap"],
    [{ status: "paused", outcome: null, pause: "host" }, "waiting", "unfinished"],
  ] as const)("%j: %s, %s", (over, state, word) => {
    expect(runState(summary(0, over))).toEqual({ state, word });
  });

  it("counts as unfinished what nobody drives", () => {
    expect(isUnfinished(summary(0))).toBe(false);
    expect(isUnfinished({ status: "paused", driver: "nobody" })).toBe(true);
    expect(isUnfinished({ status: "running", driver: "elsewhere" })).toBe(false);
  });

  it("is the same from a view as from the host's list", () => {
    expect(runState(summaryOf(runView("ended"), "here"))).toEqual({ state: "ok", word: "verified" });
    expect(runState(summaryOf(runView("working"), "here")).word).toBe("waits for you");
  });
});

describe("earlier runs", () => {
  it.each([
    ["", 10],
    ["usercount", 2],
    ["RENAME everywhere", 2],
    ["answered", 2],
    ["failed orchestrated", 2],
    ["nothing like it", 0],
  ])("a search for %j finds %i", (search, count) => {
    expect(findRuns(summaries(10), search)).toHaveLength(count);
  });

  it.each([
    [0, "just now"],
    [59_000, "just now"],
    [5 * 60_000, "5 min ago"],
    [3 * 3_600_000, "3 h ago"],
    [26 * 3_600_000, "1 d ago"],
    [9 * 86_400_000, "2026-11-11"],
    [-5000, "just now"],
  ])("%i ms before now is %s", (ago, words) => expect(when(now - ago, now)).toBe(words));

  it("shows the first line of a prompt", () => {
    expect(promptHead("\n  Rename it\nand more")).toBe("Rename it");
  });
});

describe("what stands in the way", () => {
  it.each([
    [{}, []],
    [{ virtual: true, trusted: false }, ["virtual"]],
    [{ folders: [], git: false }, ["folder"]],
    [{ trusted: false, git: false, modelProblem: "x" }, ["trust"]],
    [{ configProblem: "x", modelProblem: "y" }, ["config"]],
    [{ modelProblem: "y", git: false }, ["model", "git"]],
    [{ git: false }, ["git"]],
  ])("%j: %j", (over, ids) => {
    const notes = notesOf(hostState(over));
    expect(notes.map(({ id }) => id)).toEqual(ids);
    for (const note of notes) {
      expect(note.next?.label).toBeTruthy();
      expect(note.blocks).toBe(note.id !== "git");
    }
  });
});

describe("what the sidebar remembers", () => {
  it.each([null, "x", { draft: 1, cards: [1] }])("of %j nothing", (kept) => {
    expect(readMemory(kept)).toEqual({ draft: { text: "", role: null, folder: null }, cards: {} });
  });

  it("survives being written and read", () => {
    const memory = withCard(withDraft(readMemory(null), { text: "fix it" }), "r/plan:1", "a", {
      comment: "no",
    });
    expect(readMemory(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
  });

  it("forgets what was put into a card for something else, and the oldest of many cards", () => {
    let memory = withCard(readMemory(null), "one", "a", { comment: "no" });
    memory = withCard(memory, "one", "b", { cap: "4" });
    expect(memory.cards.one).toMatchObject({ hash: "b", comment: "", cap: "4" });
    for (let index = 0; index < 60; index += 1) memory = withCard(memory, `card ${index}`, "a", {});
    expect(Object.keys(memory.cards)).toHaveLength(40);
    expect(memory.cards["card 59"]).toBeDefined();
    expect(memory.cards.one).toBeUndefined();
  });

  it("drops a prompt that was sent, unless another is written by then", () => {
    const memory = withDraft(readMemory(null), { text: "fix it" });
    expect(withSent(memory, "fix it").draft.text).toBe("");
    expect(withSent(memory, "fix").draft.text).toBe("fix it");
  });
});
