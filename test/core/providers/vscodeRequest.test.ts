// Our messages in the words of VS Code's API, and its errors in ours.
import { describe, expect, it } from "vitest";
import { buildVscodeRequest } from "../../../src/core/providers/buildVscodeRequest";
import { vscodeFailure } from "../../../src/core/providers/vscodeFailure";
import type { Message } from "../../../src/protocol/message";
import { requestOf } from "../../conformance/providerBench";
import { modelError, vscodeBinding } from "./vscodeDoor";

const built = (messages: Message[], system = "Be brief.") =>
  buildVscodeRequest({ ...requestOf(vscodeBinding("acme/family/big-1"), messages), system });
const text = (value: string) => ({ type: "text", text: value });

describe("a request", () => {
  it("names vendor and id, and has the system text as its first user message", () => {
    const request = built([{ role: "user", text: "Go." }]);
    expect(request).toMatchObject({ vendor: "acme", id: "family/big-1" });
    expect(request.messages).toEqual([
      { role: "user", parts: [text("Be brief.")] },
      { role: "user", parts: [text("Go.")] },
    ]);
    expect(request.tools.map(({ name, schema }) => [name, schema.type])).toEqual([
      ["read_file", "object"],
      ["list_files", "object"],
    ]);
    expect(built([{ role: "user", text: "Go." }], "").messages).toHaveLength(1);
  });

  it("gathers the results of one answer in one user message, and leaves what other providers sealed", () => {
    const request = built([
      { role: "user", text: " " },
      {
        role: "assistant",
        parts: [
          { type: "thinking", text: "Hm." },
          { type: "opaque", model: "anthropic/x", data: { type: "thinking" } },
          text("I look.") as { type: "text"; text: string },
          { type: "toolCall", id: "a", name: "read_file", input: { path: "a" } },
          {
            type: "toolCall",
            id: "b",
            name: "read_file",
            input: '{"path"',
            invalid: "The arguments are not JSON.",
          },
        ],
      },
      { role: "tool", id: "a", name: "read_file", text: "A", isError: false },
      { role: "tool", id: "b", name: "read_file", text: "", isError: true },
      { role: "user", text: "Also this." },
      { role: "assistant", parts: [{ type: "thinking", text: "Hm." }] },
      { role: "tool", id: "c", name: "read_file", text: "C", isError: false },
    ]);
    expect(request.messages.slice(1)).toEqual([
      { role: "user", parts: [text("(empty)")] },
      {
        role: "assistant",
        parts: [
          text("I look."),
          { type: "toolCall", id: "a", name: "read_file", input: { path: "a" } },
          { type: "toolCall", id: "b", name: "read_file", input: { unreadable_arguments: '{"path"' } },
        ],
      },
      {
        role: "user",
        parts: [
          { type: "toolResult", id: "a", text: "A" },
          { type: "toolResult", id: "b", text: "(empty)" },
        ],
      },
      { role: "user", parts: [text("Also this.")] },
      { role: "assistant", parts: [text("(empty)")] },
      { role: "user", parts: [{ type: "toolResult", id: "c", text: "C" }] },
    ]);
  });
});

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

describe("what is thrown", () => {
  it.each<[string, unknown, string, RegExp]>([
    [
      "no consent",
      modelError("NoPermissions", "no"),
      "provider-refused",
      /does not let Kilo use .*Manage Language Model Access/,
    ],
    ["blocked", modelError("Blocked", "blocked"), "provider-refused", /blocked, or the quota/],
    [
      "gone",
      modelError("NotFound", "Language model 'x' is unknown."),
      "model-missing",
      /has no language model/,
    ],
    [
      "a used-up quota",
      named("ChatQuotaExceeded", "You have no premium requests left"),
      "provider-refused",
      /quota/,
    ],
    [
      "a rate limit by name",
      named("ChatRateLimited", "Sorry"),
      "provider-rate-limited",
      /limited now: Sorry/,
    ],
    ["a rate limit by text", new Error("Too Many Requests"), "provider-rate-limited", /limited now/],
    ["a long prompt", new Error("prompt is too long: 9 tokens"), "provider-context-exceeded", /longer than/],
    ["a status", new Error("Request Failed: 503 unavailable"), "provider-overloaded", /overloaded/],
    [
      "a status of ours",
      new Error("Request Failed: 400 bad tools"),
      "provider-invalid-request",
      /did not accept/,
    ],
    [
      "no network",
      new Error("net::ERR_INTERNET_DISCONNECTED"),
      "provider-unreachable",
      /could not be reached/,
    ],
    [
      "a cause",
      modelError("Unknown", "Failed.", new Error("too many requests")),
      "provider-rate-limited",
      /Failed. too many requests/,
    ],
    [
      "a provider that left",
      new Error("Chat provider for model x is not registered."),
      "model-missing",
      /set another model/,
    ],
    ["an unknown error", new Error("Boom"), "provider-broken-stream", /broke off: Boom/],
    ["no error at all", undefined, "provider-broken-stream", /broke off\.$/],
    ["a text", "why", "provider-broken-stream", /broke off: why/],
  ])("%s", (_, thrown, code, message) => {
    const made = vscodeFailure(thrown, { id: "vscode/a/b" });
    expect(made.code).toBe(code);
    expect(made.message).toMatch(message);
    expect(made.message).toContain("vscode/a/b");
    expect(made.message).not.toContain("\n");
  });
});
