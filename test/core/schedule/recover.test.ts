// After a crash of a fleet: one command of each agent was cut off, and all are asked about before the first is answered.
import { expect, test } from "vitest";
import { LiveTasks } from "../../../src/core/schedule/liveTasks";
import { askAboutCommands, leaveCommands } from "../../../src/core/schedule/recover";
import type { Runtime } from "../../../src/core/schedule/runtime";
import type { ApprovalAnswer } from "../../../src/protocol/approval";
import type { Fact } from "../../../src/protocol/event";
import { testSession } from "../../fakes/testSession";
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

test("of a session only the task whose command was cut off waits, for all of its answers; one that is stopped does not", async () => {
  const facts = [created("t1", "step"), created("t2", "step"), begun("t1")];
  const second = { ...begun("t1"), toolCall: "t1.1.2" } as Fact;
  const view = viewOf([...facts, second], { isolation: "worktree", session: testSession() });
  const live = new LiveTasks();
  const answers: ((answer: ApprovalAnswer) => void)[] = [];
  const asked: (string | undefined)[] = [];
  const runtime = {
    live,
    log: {
      view: () => view,
      append: (fact: Fact) => fact.type === "approval.asked" && asked.push(fact.approval.task),
    },
    history: async () => [],
    decided: () => new Promise<ApprovalAnswer>((resolve) => answers.push(resolve)),
  };
  await askAboutCommands(runtime as unknown as Runtime);
  // Both are told of their agent, and are two that a person is waited for.
  expect([asked, live.extra]).toEqual([["t1", "t1"], 1]);
  const { signal } = new AbortController();
  await live.freed("t2", signal);
  await live.freed("t1", AbortSignal.abort());
  const told: string[] = [];
  const free = live.freed("t1", signal).then(() => told.push("free"));
  const origin = { kind: "person", via: "test" } as const;
  const give = async (nth: number) => {
    answers[nth]?.({ verdict: "approved", scope: "once", origin });
    await new Promise(setImmediate);
    told.push(`answered ${nth}`);
  };
  await give(1);
  expect(live.extra).toBe(0);
  await give(0);
  await free;
  expect(told).toEqual(["answered 1", "free", "answered 0"]);
  await live.freed("t1", signal);
});

test("a run that is taken over only to be ended asks nobody: what was under way counts as cut off", async () => {
  const view = viewOf([created("t1", "step"), created("t2", "step"), begun("t1"), begun("t2")]);
  const appended: Fact[] = [];
  const runtime = {
    log: { view: () => view, append: (...facts: Fact[]) => appended.push(...facts) },
    checkpoints: () => ({ take: async () => ({ ok: false }) }),
  };
  await leaveCommands(runtime as unknown as Runtime);
  expect(appended).toMatchObject([
    { type: "toolCall.settled", toolCall: "t1.1.1", outcome: "interrupted" },
    { type: "toolCall.settled", toolCall: "t2.1.1", outcome: "interrupted" },
  ]);
});
