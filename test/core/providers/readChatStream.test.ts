import { describe, expect, it } from "vitest";
import type { ModelRequest } from "../../../src/core/providers/provider";
import { readChatStream } from "../../../src/core/providers/readChatStream";
import { toolCallsOf } from "../../../src/protocol/message";

const request = {
  model: { provider: "local", model: "m" },
  messages: [],
} as unknown as ModelRequest;

function read(deltas: object[], finish: string | null = "tool_calls") {
  const reader = readChatStream(request);
  for (const delta of deltas) reader.take({ choices: [{ index: 0, delta, finish_reason: null }] });
  if (finish === null) reader.sentinel();
  else reader.take({ choices: [{ index: 0, delta: {}, finish_reason: finish }] });
  const answer = reader.answer();
  return {
    answer,
    calls: answer === null ? [] : toolCallsOf(answer.message).map((call) => [call.id, call.name, call.input]),
  };
}

const piece = (
  index: number | undefined,
  id: string | undefined,
  name: string | undefined,
  given: unknown,
) => ({
  tool_calls: [{ index, id, function: { name, arguments: given } }],
});

describe("tool calls as imitators of the API send them", () => {
  it.each([
    [
      "every piece repeats id and name",
      [piece(0, "a", "run", '{"x"'), piece(0, "a", "run", ":1}")],
      [["a", "run", { x: 1 }]],
    ],
    [
      "no index, one whole call a chunk",
      [piece(undefined, "a", "run", '{"x":1}'), piece(undefined, "b", "run", '{"x":2}')],
      [
        ["a", "run", { x: 1 }],
        ["b", "run", { x: 2 }],
      ],
    ],
    [
      "no index, ids only at the start",
      [piece(undefined, "a", "run", '{"x"'), piece(undefined, undefined, undefined, ":1}")],
      [["a", "run", { x: 1 }]],
    ],
    [
      "index 0 for every call",
      [piece(0, "a", "run", '{"x":1}'), piece(0, "b", "stop", '{"x":2}')],
      [
        ["a", "run", { x: 1 }],
        ["b", "stop", { x: 2 }],
      ],
    ],
    ["arguments as an object", [piece(0, "a", "run", { x: 1 })], [["a", "run", { x: 1 }]]],
    ["no arguments at all", [piece(0, "a", "run", undefined)], [["a", "run", {}]]],
    [
      "no ids",
      [piece(0, undefined, "run", "{}"), piece(1, undefined, "run", "{}")],
      [
        ["call_0_1", "run", {}],
        ["call_0_2", "run", {}],
      ],
    ],
  ] as [string, object[], unknown[]][])("%s", (_, deltas, expected) => {
    expect(read(deltas).calls).toEqual(expected);
  });

  it("an end without a reason keeps only calls that are whole", () => {
    expect(read([piece(0, "a", "run", '{"x":1}'), piece(1, "b", "run", '{"x"')], null).calls).toEqual([
      ["a", "run", { x: 1 }],
    ]);
    expect(read([{ content: "hi" }], null).answer?.stop).toBe("end");
  });
});
