// After a crash of a fleet: one command of each agent was cut off, and all are asked about before the first is answered.
import { expect, test } from "vitest";
import { askAboutCommands } from "../../../src/core/schedule/recover";
import type { Runtime } from "../../../src/core/schedule/runtime";
import type { ApprovalAnswer } from "../../../src/protocol/approval";
import type { Fact } from "../../../src/protocol/event";
import { created, viewOf } from "../../fakes/viewOf";

const begun = (task: string): Fact => ({
  type: "toolCall.intended",
  toolCall: `${task}.1.1`,
  task,
  turn: `${task}.1`,
  callId: "c",
  name: "run_command",
  input: { text: "{}" },
  effect: "command",
  targets: [`make ${task}`],
  verdict: "allow",
  reason: "test",
  approvalHash: null,
  writes: [],
});

test("all of them at once, so that nobody comes back for one after the other", async () => {
  const view = viewOf([created("t1", "step"), created("t2", "step"), begun("t1"), begun("t2")]);
  const asked: string[] = [];
  const answers: ((answer: ApprovalAnswer) => void)[] = [];
  let all = () => {};
  const bothWait = new Promise<void>((resolve) => {
    all = resolve;
  });
  const runtime = {
    log: {
      view: () => view,
      append: (fact: Fact) => fact.type === "approval.asked" && asked.push(fact.approval.title),
    },
    history: async () => [],
    decided: () =>
      new Promise<ApprovalAnswer>((resolve) => {
        if (answers.push(resolve) === 2) all();
      }),
  };
  const over = askAboutCommands(runtime as unknown as Runtime);
  await bothWait;
  expect(asked).toEqual(["Run again? make t1", "Run again? make t2"]);
  const origin = { kind: "person", via: "test" } as const;
  for (const answer of answers) answer({ verdict: "approved", scope: "once", origin });
  await over;
});
