// The door to VS Code's models: what is sent, what comes back, what is cancelled, over a hand-made part of its API.
import { describe, expect, it } from "vitest";
import type { LanguageModelRequest } from "../../../src/core/ports";
import { createLanguageModels, type LanguageModelApi } from "../../../src/extension/models/languageModels";
import { callPart, createModelApi, modelError, type TestChat, type TestModelApi, textPart } from "./modelApi";

const copilot = (answers: unknown[][] = []): TestChat => ({ vendor: "copilot", id: "gpt-4o", answers });

function doorOver({ api }: TestModelApi) {
  const door = createLanguageModels(api);
  if (!door) throw new Error("no door");
  return door;
}

const request: LanguageModelRequest = {
  vendor: "copilot",
  id: "gpt-4o",
  tools: [{ name: "read_file", description: "Reads.", schema: { type: "object" } }],
  messages: [
    { role: "user", parts: [{ type: "text", text: "Go." }] },
    {
      role: "assistant",
      parts: [
        { type: "text", text: "I look." },
        { type: "toolCall", id: "a", name: "read_file", input: { path: "a" } },
      ],
    },
    { role: "user", parts: [{ type: "toolResult", id: "a", text: "A" }] },
  ],
};

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}

const open = () => new AbortController().signal;

describe("the door", () => {
  it.each<[string, unknown]>([
    ["no lm", {}],
    ["an older lm", { lm: {} }],
  ])("is not there in an editor with %s", (_, api) => {
    expect(createLanguageModels(api as LanguageModelApi)).toBeUndefined();
  });

  it("lists every model with its window", async () => {
    const test = createModelApi([copilot(), { vendor: "acme", id: "a/b", answers: [] }]);
    expect(await doorOver(test).list()).toEqual([
      { vendor: "copilot", id: "gpt-4o", maxInputTokens: 1_000 },
      { vendor: "acme", id: "a/b", maxInputTokens: 1_000 },
    ]);
  });

  it("sends messages, tools and a reason, and gives text and calls back", async () => {
    const test = createModelApi([
      copilot([[textPart("Hi "), { unknown: 1 }, callPart("b", "read_file", { path: "b" })]]),
    ]);
    expect(await all(doorOver(test).stream(request, open()))).toEqual([
      { type: "text", text: "Hi " },
      { type: "toolCall", id: "b", name: "read_file", input: { path: "b" } },
    ]);
    const [sent] = test.sent;
    expect(sent?.options).toEqual({
      justification: "Kilo uses this model for the roles you gave it in its settings.",
      tools: [{ name: "read_file", description: "Reads.", inputSchema: { type: "object" } }],
    });
    expect(JSON.parse(JSON.stringify(sent?.messages))).toEqual([
      { role: "user", content: [{ value: "Go." }] },
      {
        role: "assistant",
        content: [{ value: "I look." }, { callId: "a", name: "read_file", input: { path: "a" } }],
      },
      { role: "user", content: [{ callId: "a", content: [{ value: "A" }] }] },
    ]);
  });

  it("names no tools where there are none", async () => {
    const test = createModelApi([copilot([[]])]);
    await all(doorOver(test).stream({ ...request, tools: [] }, open()));
    expect(test.sent[0]?.options.tools).toBeUndefined();
  });

  it("cancels with the signal, and when nobody listens any more", async () => {
    const answer = [textPart("a"), textPart("b")];
    const test = createModelApi([copilot([answer, answer])]);
    const door = doorOver(test);
    const stopper = new AbortController();
    for await (const _ of door.stream(request, stopper.signal)) stopper.abort();
    expect(test.sent[0]?.token.isCancellationRequested).toBe(true);
    for await (const _ of door.stream(request, open())) break;
    expect(test.sent[1]?.token.isCancellationRequested).toBe(true);
  });

  it("throws what VS Code throws, and looks for the model again", async () => {
    const chat: TestChat = { ...copilot([[], []]), refuses: modelError("NoPermissions", "no") };
    const test = createModelApi([chat]);
    const door = doorOver(test);
    await expect(all(door.stream(request, open()))).rejects.toMatchObject({ code: "NoPermissions" });
    delete chat.refuses;
    await all(door.stream(request, open()));
    await all(door.stream(request, open()));
    expect(test.selected).toHaveLength(2);
    await expect(all(door.stream({ ...request, id: "gone" }, open()))).rejects.toMatchObject({
      code: "NotFound",
    });
  });

  it("counts with the model's own counter", async () => {
    expect(await doorOver(createModelApi([copilot()])).countTokens(request, "12345")).toBe(5);
  });
});
