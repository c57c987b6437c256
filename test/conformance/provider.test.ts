// One suite for every provider: what each promises the engine, whatever its dialect.
import { describe, expect, it } from "vitest";
import { providers } from "../../src/core/providers/index";
import type { ModelScript, ScriptReply } from "../../src/demo/modelServer/script";
import { startModelServer } from "../../src/demo/modelServer/startModelServer";
import type { Message } from "../../src/protocol/message";
import { textOf, toolCallsOf } from "../../src/protocol/message";
import {
  bindingOf,
  callOnce,
  candidates,
  ended,
  failed,
  hear,
  providerOf,
  requestOf,
  testKey,
  visible,
} from "./providerBench";

it("the list names every dialect under test once", () => {
  // `vscode` has no server: vscodeProvider.test.ts holds it to the same promises.
  const tested = [...candidates.map(({ api }) => api), "vscode"];
  expect(providers.map((provider) => provider.api).sort()).toEqual(tested.sort());
});

describe.each(candidates)("$api", (candidate) => {
  it("streams text and ends with it", async () => {
    const { parts, ...heard } = await callOnce(candidate, { text: "Grüße, 世界 👋🏽!" });
    const end = ended({ parts, ...heard });
    expect(textOf(end.message)).toBe("Grüße, 世界 👋🏽!");
    expect(parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("")).toBe(
      "Grüße, 世界 👋🏽!",
    );
    expect(parts.slice(0, 2).map((part) => part.type)).toEqual(["wire", "start"]);
    expect(end).toMatchObject({ stop: "end", model: candidate.model });
  });

  it("sends exactly the body it shows, with the key and without guesses from the environment", async () => {
    process.env.ANTHROPIC_BASE_URL = process.env.OPENAI_BASE_URL = "http://127.0.0.1:9";
    try {
      const { wire, server } = await callOnce(candidate, { text: "ok" });
      const [request] = server.requests;
      expect(request?.bodyText).toBe(wire);
      expect(request?.headers.authorization).toBe(`Bearer ${testKey}`);
      expect(server.requests).toHaveLength(1);
      expect(wire).not.toMatch(/temperature|top_p|"thinking"/);
    } finally {
      delete process.env.ANTHROPIC_BASE_URL;
      delete process.env.OPENAI_BASE_URL;
    }
  });

  it("gives several tool calls, whole and in order, and shows them growing", async () => {
    const calls = [
      { name: "read_file", input: { path: "src/ä.ts", deep: { list: [1, 2, null] } } },
      { name: "list_files", input: {} },
    ];
    const heard = await callOnce(candidate, { text: "Looking.", calls });
    const end = ended(heard);
    expect(end.stop).toBe("tools");
    expect(toolCallsOf(end.message).map(({ name, input }) => ({ name, input }))).toEqual(calls);
    const sizes = heard.parts.flatMap((part) =>
      part.type === "toolCall" && part.name === "read_file" ? [part.bytes] : [],
    );
    expect(sizes.length).toBeGreaterThan(2);
    expect([...sizes].sort((left, right) => left - right)).toEqual(sizes);
  });

  it("marks arguments that are no JSON, and gives their raw text", async () => {
    const bad = ['{"path": "a",}', "[1]", '"text"', "{"];
    const calls = bad.map((raw) => ({ name: "read_file", input: { raw } }));
    const end = ended(await callOnce(candidate, { calls }));
    expect(end.stop).toBe("tools");
    expect(toolCallsOf(end.message).map((call) => [call.input, typeof call.invalid])).toEqual(
      bad.map((raw) => [raw, "string"]),
    );
  });

  it("makes duplicate and empty ids unique, the same way each time", async () => {
    const reply: ScriptReply = {
      calls: ["same", "same", "", ""].map((id) => ({ id, name: "read_file", input: { path: id } })),
    };
    const first = ended(await callOnce(candidate, reply));
    const second = ended(await callOnce(candidate, reply));
    const ids = toolCallsOf(first.message).map((call) => call.id);
    expect(new Set(ids).size).toBe(4);
    expect(ids.every((id) => id !== "")).toBe(true);
    expect(toolCallsOf(second.message).map((call) => call.id)).toEqual(ids);
  });

  it.each(candidate.stops)("understands that it stopped for %s", async (stop, expected) => {
    expect(ended(await callOnce(candidate, { text: "So far.", stop })).stop).toBe(expected);
  });

  it("keeps whole calls and drops a cut one when the output limit is reached", async () => {
    const limit = {
      anthropic: "max_tokens",
      "openai-chat": "length",
      "openai-responses": "max_output_tokens",
    }[candidate.api as "anthropic"];
    const whole = { name: "read_file", input: { path: "whole" } };
    const cut = { name: "read_file", input: { raw: '{"path": "cu' } };
    const end = ended(await callOnce(candidate, { calls: [whole, cut], stop: limit }));
    expect(end.stop).toBe("output-limit");
    expect(toolCallsOf(end.message).map((call) => call.input)).toEqual([whole.input]);
    const complete = ended(await callOnce(candidate, { calls: [whole], stop: limit }));
    expect(complete.stop).toBe("tools");
    expect(JSON.stringify(end.message)).not.toContain("cu\\");
  });

  it("counts tokens in figures that never overlap", async () => {
    const usage = { input: 1000, output: 50, cacheRead: 600, cacheWrite: 300 };
    const end = ended(await callOnce(candidate, { text: "ok", usage }));
    expect(end.usage).toEqual({ input: 100, cacheRead: 600, cacheWrite: 300, output: 50, reasoning: 0 });
  });

  it.each([
    ["missing", "missing" as const],
    ["zero", { input: 0, output: 0 }],
    ["negative", { input: -5, output: -7 }],
  ])("gives null for %s usage", async (_, usage) => {
    expect(ended(await callOnce(candidate, { text: "ok", usage })).usage).toBeNull();
  });

  it("sends an empty conversation, user text and tool results without a word of its own that breaks the API", async () => {
    const messages: Message[] = [
      { role: "user", text: "Go." },
      { role: "assistant", parts: [{ type: "toolCall", id: "a", name: "read_file", input: {} }] },
      { role: "tool", id: "a", name: "read_file", text: "", isError: true },
      { role: "user", text: "Also this." },
    ];
    const { server } = await callOnce(candidate, { text: "ok" }, { messages });
    const [request] = server.requests;
    expect(request?.messages.flatMap((message) => message.toolResults.map((result) => result.id))).toEqual([
      "a",
    ]);
    expect(request?.messages.at(-1)?.text).toBe("Also this.");
  });

  it("stops at once when its signal says so", async () => {
    const stopper = new AbortController();
    const stalled: ModelScript = () => ({
      text: "Hello there, friend.",
      fault: { kind: "stall", afterEvents: 4 },
    });
    const server = await startModelServer(stalled);
    const provider = providerOf(candidate);
    const request = requestOf(bindingOf(candidate, server));
    const types: string[] = [];
    for await (const part of provider.stream(request, stopper.signal)) {
      types.push(part.type);
      if (part.type === "start") stopper.abort();
      if (part.type === "failure") expect(part.failure.code).toBe("aborted");
    }
    expect(types.at(-1)).toBe("failure");
    const before = failed(await hear(provider, request, stopper.signal));
    expect(before).toMatchObject({ started: false, failure: { code: "aborted" } });
    expect(server.requests).toHaveLength(1);
    await server.close();
  });

  it("says which key is missing, and sends nothing", async () => {
    const server = await startModelServer(() => ({ text: "ok" }));
    const { defineProvider } = await import("../../src/core/providers/streamModel");
    const provider = defineProvider(candidate.dialect).create({ secret: async () => undefined });
    const failure = failed(await hear(provider, requestOf(bindingOf(candidate, server)))).failure;
    expect(failure.code).toBe("key-missing");
    expect(failure.message).toContain("TEST_KEY");
    const { keyName: _, ...keyless } = bindingOf(candidate, server);
    expect(ended(await hear(provider, requestOf(keyless))).stop).toBe("end");
    expect(server.requests).toHaveLength(1);
    await server.close();
  });
});

/** The part of a body that a provider's prompt cache sees: everything before the end of its messages. */
function prefixOf(wire: string): string {
  const body = JSON.parse(wire) as Record<string, unknown>;
  const list = JSON.stringify(body.messages ?? body.input);
  const at = wire.indexOf(list);
  expect(at).toBeGreaterThan(0);
  return wire.slice(0, at + list.length - 1);
}

describe.each(candidates)("$api, over a growing conversation", (candidate) => {
  const replies: ScriptReply[] = [
    {
      thinking: "Two files, then.",
      text: "I look.",
      calls: [
        { name: "read_file", input: { raw: '{ "path" : "a" }' } },
        { name: "list_files", input: {} },
      ],
    },
    { calls: [{ name: "read_file", input: { raw: '{"path": "b",}' } }] },
    { thinking: "Hm.", text: "Nearly done." },
    { text: "Done." },
  ];

  it("every request is the one before and more, byte for byte, and thinking comes back unchanged", async () => {
    const server = await startModelServer((request) => replies[request.index] ?? { text: "?" });
    const provider = providerOf(candidate);
    const messages: Message[] = [{ role: "user", text: "Work." }];
    const wires: string[] = [];
    for (let turn = 0; turn < replies.length; turn += 1) {
      const heard = await hear(provider, requestOf(bindingOf(candidate, server), [...messages]));
      const end = ended(heard);
      wires.push(heard.wire ?? "");
      messages.push(end.message);
      for (const call of toolCallsOf(end.message))
        messages.push({
          role: "tool",
          id: call.id,
          name: call.name,
          text: `result of ${call.id}`,
          isError: false,
        });
      if (toolCallsOf(end.message).length === 0) messages.push({ role: "user", text: "Go on." });
    }
    for (let at = 1; at < wires.length; at += 1)
      expect(prefixOf(wires[at] ?? "").startsWith(prefixOf(wires[at - 1] ?? ""))).toBe(true);
    const last = server.requests.at(-1);
    const calls = last?.messages.flatMap((message) => message.toolCalls.map((call) => call.id)) ?? [];
    const results = last?.messages.flatMap((message) => message.toolResults.map((result) => result.id)) ?? [];
    expect(results).toEqual(calls);
    expect(calls).toHaveLength(3);
    if (candidate.api === "anthropic") expect(last?.bodyText).toContain('"signature":"signed-0"');
    if (candidate.api === "openai-responses")
      expect(last?.bodyText).toContain('"encrypted_content":"sealed-2"');
    if (candidate.api === "openai-chat") {
      expect(last?.bodyText).toContain('"arguments":"{ \\"path\\" : \\"a\\" }"');
      expect(last?.bodyText).toContain('"reasoning_content":"Two files, then."');
    }
    await server.close();
  });

  it("gives opaque parts to the model they came from, and to no other", async () => {
    const first = ended(await callOnce(candidate, replies[0] ?? {}));
    expect(first.message.parts.some((part) => part.type === "opaque")).toBe(true);
    const results: Message[] = toolCallsOf(first.message).map((call) => ({
      role: "tool",
      id: call.id,
      name: call.name,
      text: "r",
      isError: false,
    }));
    const messages: Message[] = [{ role: "user", text: "Work." }, first.message, ...results];
    for (const other of candidates) {
      const { server } = await callOnce(
        { ...other, model: `${other.model}-2` },
        { text: "ok" },
        { messages },
      );
      const [request] = server.requests;
      expect(request?.bodyText).not.toMatch(/signed-0|sealed-0|reasoning_content|Two files/);
      expect(request?.messages.flatMap((message) => message.toolCalls.map((call) => call.input))).toEqual([
        { path: "a" },
        {},
      ]);
      expect(request?.messages.some((message) => message.text === "I look.")).toBe(true);
    }
  });

  it("keeps answers readable for a person", async () => {
    const end = ended(await callOnce(candidate, replies[0] ?? {}));
    expect(visible(end.message).map((part) => (part as { type: string }).type)).toEqual([
      "thinking",
      "text",
      "toolCall",
      "toolCall",
    ]);
  });
});
