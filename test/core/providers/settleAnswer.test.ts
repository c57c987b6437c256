import { describe, expect, it } from "vitest";
import { type DraftCall, type DraftStop, settleAnswer } from "../../../src/core/providers/settleAnswer";
import type { Message } from "../../../src/protocol/message";

const call = (raw: string, closed = true, id = "a"): DraftCall => ({
  type: "call",
  id,
  name: "run",
  raw,
  closed,
});

describe("which calls are real", () => {
  it.each([
    // stop, raw arguments, closed, calls kept, stop afterwards
    ["tools", '{"a":1}', true, 1, "tools"],
    ["tools", '{"a":', true, 1, "tools"],
    ["tools", '{"a":', false, 0, "end"],
    ["tools", "", true, 1, "tools"],
    ["end", '{"a":1}', true, 1, "tools"],
    ["end", '{"a":1', false, 0, "end"],
    ["pause", '{"a":1}', true, 1, "tools"],
    ["output-limit", '{"a":1}', true, 1, "tools"],
    ["output-limit", '{"a":', true, 0, "output-limit"],
    ["output-limit", "", true, 0, "output-limit"],
    ["context-exceeded", '{"a":', true, 0, "context-exceeded"],
    ["refusal", '{"a":1}', true, 0, "refusal"],
    ["cut", '{"a":1}', true, 1, "tools"],
    ["cut", '{"a":', true, 0, "end"],
  ] as [
    DraftStop,
    string,
    boolean,
    number,
    string,
  ][])("%s %j closed=%j: %i kept, then %s", (stop, raw, closed, kept, after) => {
    const settled = settleAnswer([call(raw, closed)], stop, []);
    expect(settled.parts).toHaveLength(kept);
    expect(settled.stop).toBe(after);
  });
});

it("ids are unique within the conversation, not only the message", () => {
  const earlier: Message[] = [
    { role: "user", text: "go" },
    { role: "assistant", parts: [{ type: "toolCall", id: "a", name: "run", input: {} }] },
  ];
  const { parts } = settleAnswer([call("{}"), call("{}"), call("{}", true, "")], "tools", earlier);
  expect(parts.map((part) => (part.type === "toolCall" ? part.id : ""))).toEqual(["a_2", "a_3", "call_2_3"]);
});
