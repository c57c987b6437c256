// The promises every provider keeps, kept by the one that speaks to no server but to VS Code, over a door a test writes.
import { describe, expect, it } from "vitest";
import type { Provider } from "../../src/core/providers/provider";
import { defineVscodeModels } from "../../src/core/providers/vscodeModels";
import type { Message } from "../../src/protocol/message";
import { textOf, toolCallsOf } from "../../src/protocol/message";
import {
  called,
  type DoorReply,
  modelError,
  said,
  type TestDoor,
  testDoor,
  vscodeBinding,
} from "../core/providers/vscodeDoor";
import { ended, failed, type Heard, hear, requestOf } from "./providerBench";

const binding = vscodeBinding();

function providerOver(languageModels: TestDoor | null, silenceMs?: number): Provider {
  const secret = async () => undefined;
  return defineVscodeModels(silenceMs).create(languageModels ? { secret, languageModels } : { secret });
}

async function callOnce(
  reply: DoorReply,
  options: { messages?: Message[]; signal?: AbortSignal; silenceMs?: number } = {},
): Promise<Heard & { door: TestDoor }> {
  const door = testDoor(() => reply);
  const heard = await hear(
    providerOver(door, options.silenceMs),
    requestOf(binding, options.messages),
    options.signal,
  );
  return { ...heard, door };
}

describe("an answer", () => {
  it("streams text and ends with it", async () => {
    const parts = [said("Grüße, "), said(""), said("世界 👋🏽!")];
    const heard = await callOnce({ parts });
    const end = ended(heard);
    expect(textOf(end.message)).toBe("Grüße, 世界 👋🏽!");
    expect(heard.parts.map(({ type }) => type)).toEqual(["wire", "start", "text", "text", "end"]);
    expect(end).toMatchObject({ stop: "end", model: "copilot/gpt-4o" });
    expect(end.message.parts).toHaveLength(1);
  });

  it("shows the request it made, and makes one only", async () => {
    const { wire, door } = await callOnce({ parts: [said("ok")] });
    expect(door.requests).toHaveLength(1);
    expect(JSON.parse(wire ?? "")).toEqual(door.requests[0]);
    expect(wire).not.toMatch(/temperature|max_tokens/);
  });

  it("gives several tool calls, whole and in order", async () => {
    const calls = [
      { name: "read_file", input: { path: "src/ä.ts", deep: { list: [1, 2, null] } } },
      { name: "list_files", input: {} },
    ];
    const parts = [said("Looking."), ...calls.map(({ name, input }) => called(name, input))];
    const heard = await callOnce({ parts });
    const end = ended(heard);
    expect(end.stop).toBe("tools");
    expect(toolCallsOf(end.message).map(({ name, input }) => ({ name, input }))).toEqual(calls);
    expect(heard.parts.flatMap((part) => (part.type === "toolCall" ? [part.name] : []))).toEqual([
      "read_file",
      "list_files",
    ]);
  });

  it("marks arguments that are no object, and gives them as they came", async () => {
    const inputs = [[1], "text", 7, null, undefined];
    const end = ended(await callOnce({ parts: inputs.map((input) => called("read_file", input)) }));
    expect(toolCallsOf(end.message).map((call) => [call.input, typeof call.invalid])).toEqual([
      ["[1]", "string"],
      ['"text"', "string"],
      ["7", "string"],
      ["null", "string"],
      [{}, "undefined"],
    ]);
  });

  it("makes duplicate and empty ids unique, the same way each time", async () => {
    const parts = ["same", "same", "", ""].map((id) => called("read_file", {}, id));
    const ids = async () => toolCallsOf(ended(await callOnce({ parts })).message).map(({ id }) => id);
    const first = await ids();
    expect(new Set(first).size).toBe(4);
    expect(first.every((id) => id !== "")).toBe(true);
    expect(await ids()).toEqual(first);
  });

  it("passes over parts of kinds it does not know", async () => {
    const end = ended(await callOnce({ parts: [{ type: "data", mime: "x" }, said("ok"), {}] }));
    expect(textOf(end.message)).toBe("ok");
  });

  it("without a part is an empty answer, which the engine asks about", async () => {
    expect(ended(await callOnce({}))).toMatchObject({ stop: "end", message: { parts: [] } });
  });
});

describe("what the API has no stop reason for", () => {
  const whole = called("read_file", { path: "whole" });
  it.each<[string, string, DoorReply, string, number]>([
    ["the output limit", "Response too long.", { parts: [said("So far.")] }, "output-limit", 0],
    ["the output limit after whole calls", "Response too long.", { parts: [whole] }, "tools", 1],
    ["a filter, before a word", "Response got filtered.", {}, "refusal", 0],
    [
      "a filter, in the middle",
      "Sorry, the Responsible AI Service said no.",
      { parts: [said("How"), whole] },
      "refusal",
      0,
    ],
  ])("%s", async (_, message, reply, stop, calls) => {
    const end = ended(await callOnce({ ...reply, throws: new Error(message) }));
    expect(end.stop).toBe(stop);
    expect(toolCallsOf(end.message)).toHaveLength(calls);
  });

  it("never gives calls of an answer that broke off", async () => {
    const parts = [said("I read."), whole];
    const heard = await callOnce({ parts, throws: new Error("terminated") });
    expect(failed(heard)).toMatchObject({
      started: true,
      partial: "I read.",
      usage: null,
      failure: { code: "provider-broken-stream" },
    });
  });
});

describe("tokens", () => {
  it("are counted by the model's own counter, and marked as an estimate", async () => {
    const { door, ...heard } = await callOnce({ parts: [said("one two "), said("three")] });
    const { usage, raw } = ended(heard);
    expect(usage).toMatchObject({ cacheRead: 0, cacheWrite: 0, output: 3, reasoning: 0, estimated: true });
    expect(door.counted).toContain("Say hello.");
    expect(usage?.input).toBeGreaterThan(8);
    expect(raw).toEqual({ estimated: "countTokens" });
  });

  it("count arguments of calls too", async () => {
    const { usage } = ended(
      await callOnce({ parts: [called("write_file", { text: "one two three four" })] }),
    );
    expect(usage?.output).toBeGreaterThan(3);
  });

  it("ask for each text once, however long the conversation grows", async () => {
    const door = testDoor(() => ({ parts: [said("ok")] }));
    const provider = providerOver(door);
    const messages: Message[] = [{ role: "user", text: "First." }];
    await hear(provider, requestOf(binding, messages));
    messages.push(
      { role: "assistant", parts: [{ type: "text", text: "ok" }] },
      { role: "user", text: "More." },
    );
    await hear(provider, requestOf(binding, messages));
    expect(door.counted.filter((text) => text === "First.")).toHaveLength(1);
    expect(door.counted.filter((text) => text === "More.")).toHaveLength(1);
  });

  it.each<[string, (text: string) => Promise<number>]>([
    ["fails", () => Promise.reject(new Error("no tokenizer"))],
    ["says nonsense", async () => Number.NaN],
    [
      "throws at once",
      () => {
        throw new Error("not a function");
      },
    ],
  ])("are four bytes each where the counter %s", async (_, count) => {
    const door = testDoor(() => ({ parts: [said("12345678")] }), count);
    const end = ended(await hear(providerOver(door), requestOf(binding)));
    expect(end.usage).toMatchObject({ output: 2, estimated: true });
    expect(end.raw).toEqual({ estimated: "bytes" });
  });
});

describe("stopping", () => {
  it("ends at once, though the model is silent", async () => {
    const stopper = new AbortController();
    const door = testDoor(() => ({ parts: [said("Hello")], hangs: true }));
    const types: string[] = [];
    for await (const part of providerOver(door).stream(requestOf(binding), stopper.signal)) {
      types.push(part.type);
      if (part.type === "text") stopper.abort();
      if (part.type === "failure")
        expect(part).toMatchObject({ partial: "Hello", failure: { code: "aborted" } });
    }
    expect(types).toEqual(["wire", "start", "text", "failure"]);
  });

  it("before the start asks nothing", async () => {
    const door = testDoor(() => ({ parts: [said("ok")] }));
    const before = failed(await hear(providerOver(door), requestOf(binding), AbortSignal.abort()));
    expect(before).toMatchObject({ started: false, failure: { code: "aborted" } });
    expect(door.requests).toHaveLength(0);
  });

  it("leaves the door's stream when nobody listens any more", async () => {
    const door = testDoor(() => ({ parts: [said("a"), said("b")] }));
    for await (const part of providerOver(door).stream(requestOf(binding), new AbortController().signal))
      if (part.type === "text") break;
    // The door hears of it with the next turn of the loop: nobody waits for a door that may hang.
    await new Promise((resolve) => setImmediate(resolve));
    expect(door.left).toBe(1);
  });

  it("gives up a model that says nothing at all", async () => {
    const { failure } = failed(await callOnce({ hangs: true }, { silenceMs: 20 }));
    expect(failure).toMatchObject({ code: "provider-broken-stream" });
    expect(failure.message).toContain("nothing of the answer came");
  });
});

describe("what cannot be asked", () => {
  it("is said where there is no VS Code", async () => {
    const heard = await hear(providerOver(null), requestOf(binding));
    expect(failed(heard).failure).toEqual({
      code: "model-missing",
      message:
        "vscode/copilot/gpt-4o is a model of VS Code and can only be used from VS Code; go on there, or start the task with another model.",
    });
  });

  it("never throws, not even where the door does", async () => {
    const door = testDoor(() => ({}));
    door.stream = () => {
      throw modelError("NotFound", "gone");
    };
    expect(failed(await hear(providerOver(door), requestOf(binding))).failure.code).toBe("model-missing");
  });
});

it("every request is the one before and more", async () => {
  const replies = [
    { parts: [said("I look."), called("read_file", { path: "a" }), called("list_files", [])] },
    { parts: [said("Done.")] },
    {},
    { parts: [said("Bye.")] },
  ];
  const door = testDoor((_, index) => replies[index] ?? {});
  const provider = providerOver(door);
  const messages: Message[] = [{ role: "user", text: "Work." }];
  for (const _ of replies) {
    const end = ended(await hear(provider, requestOf(binding, [...messages])));
    messages.push(end.message);
    const calls = toolCallsOf(end.message);
    for (const { id, name } of calls) messages.push({ role: "tool", id, name, text: "", isError: false });
    if (calls.length === 0) messages.push({ role: "user", text: "Go on." });
  }
  const sent = door.requests.map((request) => JSON.stringify(request.messages).slice(0, -1));
  expect(sent).toHaveLength(4);
  for (let at = 1; at < sent.length; at += 1) expect(sent[at]?.startsWith(sent[at - 1] ?? "?")).toBe(true);
});
