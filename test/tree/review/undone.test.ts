// Accepted with the changes taken back: those of the task itself, once, whatever others did while it rested.
import { expect, test } from "vitest";
import { completionEnding } from "../../../src/core/schedule/completion";
import { calls, end, give, seeStory } from "./played";

const write = (path: string): [string, unknown] => ["write_file", { path, content: "new\n" }];

test("what a sibling did while a task waited for an answer is not its own, and stays", async () => {
  const { told, shown, of } = await seeStory({
    ask: ["completion"],
    answers: [
      { kind: "completion", verdict: "approved" },
      { kind: "completion", verdict: "approved", edit: { undo: true } },
    ],
    show: ["a.txt", "b.txt"],
    script: {
      orchestrator: [
        calls(give("code", "Write a."), give("code", "Write b.")),
        calls(["answer_task", { task: "t2", answer: "Yes." }]),
        end("Done."),
      ],
      coder: [
        calls(write("a.txt")),
        calls(["ask_parent", { question: "So?" }]),
        calls(write("b.txt")),
        end("B."),
        end("A."),
      ],
    },
  } as never);
  expect(told("answer_task")[0]).toContain("A.\n\n[measured by the engine] files changed: a.txt");
  expect(told("answer_task")[0]).not.toContain("b.txt");
  expect(of("tree.restored").flatMap(({ restored }) => restored.map(({ path }) => path))).toEqual(["a.txt"]);
  expect(shown.join("\n")).toContain("new");
});

test("after a restart in the middle of taking back, nobody is asked again", async () => {
  const answer = {
    verdict: "approved",
    scope: "once",
    edit: { undo: true },
    origin: { kind: "person", via: "test" },
  };
  const asked = {
    id: "completion:t2.3.1",
    kind: "completion",
    toolCall: "t2.3.1",
    hash: "of what was shown",
    answer,
  };
  const task = {
    task: "t2",
    purpose: "subtask",
    step: null,
    parent: "t1",
    origin: "call:t1.1.1",
    rights: {},
    role: "coder",
  };
  const view = {
    tasks: { t2: task },
    taskOrder: ["t2"],
    steps: [],
    checkpoints: [],
    approvals: { [asked.id]: asked },
  };
  const runtime = { log: { view: () => view }, store: { putBlob: () => "" } };
  const ending = await completionEnding(runtime as never, task as never, "Written.", "t2.3.1");
  expect(ending).toMatchObject({ kind: "asks", approval: { id: asked.id, hash: asked.hash } });
  if (ending.kind !== "asks") return;
  const { result } = await ending.accept(answer as never);
  expect(result.data).toMatchObject({ undone: true });
});
