// What a shortened conversation keeps, over conversations of many sizes: the packet, whole turns, and the same prompt when
// it is made again from the facts.
import { describe, expect, test } from "vitest";
import { readBody } from "../../../src/core/agent/body";
import { condenseWhereFull } from "../../../src/core/agent/condense";
import type { TaskHost } from "../../../src/core/agent/taskHost";
import type { Loop } from "../../../src/core/agent/taskState";
import { Transcript } from "../../../src/core/agent/transcript";
import type { Fact, FactOf } from "../../../src/protocol/event";
import type { Message } from "../../../src/protocol/message";
import type { RunView } from "../../../src/protocol/run";
import type { TaskView } from "../../../src/protocol/task";
import { testBinding } from "../../fakes/testSettings";

const task = { task: "t1", model: "anthropic/claude-sonnet-4-6", step: null, role: "coder" } as TaskView;

/** A task's facts, and the loop that lives from them. */
function createStage(window: number) {
  const facts: Fact[] = [];
  const blobs = new Map<string, string>();
  const getBlob = (hash: string) => Buffer.from(blobs.get(hash) ?? "");
  const transcript = new Transcript("t1", getBlob);
  const binding = { ...testBinding("claude-sonnet-4-6", "http://127.0.0.1"), contextWindow: window };
  const view = {
    seq: 1,
    files: {},
    steps: [],
    plan: null,
    verifications: [],
    settings: { models: { coder: binding } },
  };
  const emit = (...more: Fact[]) => {
    facts.push(...more);
    for (const fact of more) transcript.apply(fact);
  };
  const putBlob = (text: string | Uint8Array) => {
    const name = `blob-${blobs.size}`;
    blobs.set(name, String(text));
    return name;
  };
  const host = { view: () => view as unknown as RunView, emit, putBlob } as unknown as TaskHost;
  const prompt = { system: "", tools: [], bytes: 2_000 };
  const loop = { host, task, transcript, prompt, lastTokens: null, wantedOutput: 8_192 } as unknown as Loop;
  emit({ type: "task.created", task: "t1", packet: { text: "the packet" } } as unknown as Fact);
  return { facts, loop, transcript, getBlob, emit };
}

type Stage = ReturnType<typeof createStage>;

/** One answer with `calls` calls whose results have `bytes` bytes each. */
function addTurn({ emit }: Stage, number: number, calls: number, bytes: number): void {
  const turn = `t1.${number}`;
  const ids = Array.from({ length: calls }, (_, index) => `${turn}.${index + 1}`);
  const parts = ids.map((id) => ({ type: "toolCall" as const, id, name: "read_file", input: { path: id } }));
  emit(
    { type: "message.added", task: "t1", turn, message: { role: "assistant", parts } } as Fact,
    { type: "turn.ended", task: "t1", turn, stop: "tools", toolCalls: calls },
    ...ids.map(
      (id) =>
        ({
          type: "toolCall.settled",
          task: "t1",
          turn,
          toolCall: id,
          callId: id,
          name: "read_file",
          outcome: "ok",
          output: { text: "x".repeat(bytes) },
          seen: [],
        }) as unknown as Fact,
    ),
  );
}

const condensed = ({ facts }: Stage) =>
  facts.filter((fact): fact is FactOf<"task.condensed"> => fact.type === "task.condensed");

/** Results whose call is not there, and calls without a result. */
function parted(messages: readonly Message[]): string[] {
  const calls = messages.flatMap((message) =>
    message.role === "assistant"
      ? message.parts.flatMap((part) => (part.type === "toolCall" ? [part.id] : []))
      : [],
  );
  const results = messages.flatMap((message) => (message.role === "tool" ? [message.id] : []));
  return [...calls.filter((id) => !results.includes(id)), ...results.filter((id) => !calls.includes(id))];
}

const sizes = [1, 2, 3, 5].flatMap((calls) => [200, 2_000, 9_000].map((bytes) => ({ calls, bytes })));

test.each(sizes)("forty turns of $calls calls of $bytes bytes stay whole and near enough", ({
  calls,
  bytes,
}) => {
  const stage = createStage(64_000);
  for (let number = 1; number <= 40; number += 1) {
    addTurn(stage, number, calls, bytes);
    condenseWhereFull(stage.loop);
    const messages = stage.transcript.messages();
    expect(messages[0]).toEqual({ role: "user", text: "the packet" });
    expect(parted(messages)).toEqual([]);
    // The newest answer has not been read by the model yet.
    expect(JSON.stringify(messages)).toContain(`"t1.${number}.${calls}"`);
  }
  const again = new Transcript("t1", stage.getBlob);
  for (const fact of stage.facts) again.apply(fact);
  expect(again.promptHash("s", "t")).toBe(stage.transcript.promptHash("s", "t"));
  expect(again.messages()).toEqual(stage.transcript.messages());
  expect(condensed(stage).length > 0).toBe(bytes > 200 || calls > 2);
});

describe("a conversation is left as it is", () => {
  test("where it is far from its window", () => {
    const stage = createStage(200_000);
    for (let number = 1; number <= 10; number += 1) addTurn(stage, number, 1, 2_000);
    condenseWhereFull(stage.loop);
    expect(condensed(stage)).toEqual([]);
  });

  test("where only the newest answer is large: nothing would be gained", () => {
    const stage = createStage(64_000);
    addTurn(stage, 1, 1, 100);
    addTurn(stage, 2, 4, 40_000);
    condenseWhereFull(stage.loop);
    expect(condensed(stage)).toEqual([]);
  });

  test("where the model's window is smaller than its answers", () => {
    const stage = createStage(8_000);
    for (let number = 1; number <= 3; number += 1) addTurn(stage, number, 1, 300);
    condenseWhereFull(stage.loop);
    expect(condensed(stage)).toEqual([]);
  });
});

test("what an earlier summary told is told again", () => {
  const stage = createStage(32_000);
  for (let number = 1; number <= 20; number += 1) {
    addTurn(stage, number, 1, 3_000);
    condenseWhereFull(stage.loop);
  }
  expect(condensed(stage).length).toBeGreaterThan(1);
  const last = condensed(stage).at(-1);
  const text = last ? readBody(last.summary, stage.getBlob) : "";
  expect(text).toContain('- you called read_file {"path":"t1.1.1"}');
  expect(text.split("The conversation grew too long")).toHaveLength(2);
});
