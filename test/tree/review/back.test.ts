// A person takes a conversation back to an earlier turn: what was given away since is over, and nothing hangs by it.
import { expect, test } from "vitest";
import { admit } from "../../../src/core/admit";
import { Transcript } from "../../../src/core/agent/transcript";
import { editedPlan } from "../../../src/core/schedule/editedPlan";
import type { Fact } from "../../../src/protocol/event";
import type { RunView } from "../../../src/protocol/run";
import { calls, end, give, seeStory } from "./played";

const person = { kind: "person", via: "test" } as const;

test.each([
  "t1.0",
  "t1.01",
  "t1.1.1",
  "t1. 1",
  "t1.1e0",
  "t1.3",
  "t1.",
  "t2.1",
])("%s is no turn to go back to", (turn) => {
  const view = { tasks: { t1: { task: "t1", turns: 2 } } } as unknown as RunView;
  expect(admit(view, { type: "task.restart", task: "t1", turn }, person, editedPlan)).toMatchObject({
    code: "not-found",
  });
});

test("a turn of a way that was left lies where that way was left", () => {
  const transcript = new Transcript("t1", () => new Uint8Array());
  const say = (text: string): Fact => ({
    type: "message.added",
    task: "t1",
    turn: null,
    message: { role: "user", text },
  });
  const turn = (number: number) => {
    transcript.apply({ type: "turn.started", task: "t1", turn: `t1.${number}` } as Fact);
    transcript.apply({
      type: "message.added",
      task: "t1",
      turn: `t1.${number}`,
      message: { role: "assistant", parts: [{ type: "text", text: `answer ${number}` }] } as never,
    });
    transcript.apply({
      type: "turn.ended",
      task: "t1",
      turn: `t1.${number}`,
      stop: "end",
      toolCalls: 0,
    } as never);
    transcript.apply(say(`after ${number}`));
  };
  const back = (to: string) =>
    transcript.apply({ type: "task.restarted", task: "t1", turn: to, origin: person });
  transcript.apply(say("packet"));
  for (const number of [1, 2, 3]) turn(number);
  back("t1.2");
  for (const number of [4, 5]) turn(number);
  back("t1.3");
  expect(JSON.stringify(transcript.messages())).not.toContain("answer 4");
  expect(JSON.stringify(transcript.messages())).toContain("answer 1");
});

test("subtasks of the turns that are left end where the run goes on", async () => {
  const { view } = await seeStory({
    ask: ["completion"],
    answers: [{ kind: "completion", verdict: "approved" }],
    unanswered: ["completion"],
    meanwhile: [{ when: "Accept t2", send: { type: "task.restart", task: "t1", turn: "t1.1" } }],
    script: {
      orchestrator: [calls(give("code", "Write.")), end("Without it.")],
      coder: [calls(["write_file", { path: "bye.mjs", content: "x\n" }]), end("Written.")],
    },
  });
  expect(view.tasks.t2?.status).toBe("cancelled");
  expect(view.steps.map(({ status }) => status)).toEqual(["failed"]);
  expect(view.openToolCalls).toEqual({});
});

test("a subtask that is paused and let go before it began still begins", async () => {
  const { view, of } = await seeStory({
    ask: ["completion"],
    answers: [
      { kind: "completion", verdict: "approved" },
      { kind: "completion", verdict: "approved" },
    ],
    meanwhile: [
      { when: "Accept t2", send: { type: "task.pause", task: "t3" } },
      { when: "Accept t2", send: { type: "task.resume", task: "t3" } },
    ],
    script: {
      orchestrator: [calls(give("code", "Write."), give("code", "Write more.")), end("Done.")],
      coder: [end("Written."), end("More.")],
    },
  });
  expect(of("task.started").map(({ task }) => task)).toEqual(["t1", "t2", "t3"]);
  expect(view.tasks.t3?.startedAt).toBeDefined();
});
