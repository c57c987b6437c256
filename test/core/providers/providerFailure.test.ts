import { describe, expect, it } from "vitest";
import type { Trouble } from "../../../src/core/providers/dialect";
import {
  codeOf,
  describeError,
  providerFailure,
  redact,
  troubleOf,
} from "../../../src/core/providers/providerFailure";
import type { FailureCode } from "../../../src/protocol/failure";
import type { ModelBinding } from "../../../src/protocol/settings";

const binding: ModelBinding = {
  id: "openai/gpt-5.5",
  provider: "openai",
  model: "gpt-5.5",
  api: "openai-responses",
  keyName: "OPENAI_API_KEY",
  price: { kind: "free" },
  contextWindow: 1,
  maxOutput: 1,
};

describe("what a provider says, as a code", () => {
  it.each([
    [
      { status: 429, type: "insufficient_quota", text: "You exceeded your current quota" },
      "provider-refused",
    ],
    [{ status: 400, text: "Your credit balance is too low" }, "provider-refused"],
    [{ status: 402, text: "Pay first" }, "provider-refused"],
    [{ status: 400, type: "context_length_exceeded", text: "" }, "provider-context-exceeded"],
    [
      { status: 400, text: "input length and `max_tokens` exceed context limit" },
      "provider-context-exceeded",
    ],
    [{ status: 413, text: "Request too large" }, "provider-context-exceeded"],
    [{ status: 400, text: "tools.0.name: too short" }, "provider-invalid-request"],
    [{ status: 408, text: "" }, "provider-unreachable"],
    [{ status: 520, text: "" }, "provider-unreachable"],
    [{ text: "socket hang up", errno: "ECONNRESET" }, "provider-unreachable"],
    [{ text: "certificate has expired", errno: "CERT_HAS_EXPIRED" }, "provider-unreachable"],
  ] as [Trouble, FailureCode][])("%j is %s", (trouble, code) => {
    expect(codeOf(trouble, false)).toBe(code);
  });
});

it("reads errors as each dialect writes them", () => {
  expect(
    describeError({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
  ).toEqual({
    type: "overloaded_error",
    text: "Overloaded",
  });
  expect(describeError({ type: "error", code: "rate_limit_exceeded", message: "Slow" })).toEqual({
    type: "rate_limit_exceeded",
    text: "Slow",
  });
  expect(describeError({ error: { code: 502, message: "Bad gateway" } })).toEqual({
    status: 502,
    text: "Bad gateway",
  });
  expect(describeError({ error: "model not loaded" }).text).toBe("model not loaded");
});

it("finds the cause inside what was thrown", () => {
  const socket = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:9"), { code: "ECONNREFUSED" });
  const thrown = new Error("Connection error.", { cause: new TypeError("fetch failed", { cause: socket }) });
  expect(troubleOf(thrown)).toEqual({ text: "connect ECONNREFUSED 127.0.0.1:9", errno: "ECONNREFUSED" });
  expect(troubleOf("just text").text).toBe("just text");
  expect(troubleOf(null).text).toBe("null");
});

it("says one short sentence that names provider and model, without the key", () => {
  const key = "sk-abc/123";
  const text = `Wrong key ${key} or ${encodeURIComponent(key)}\n\n${"blah ".repeat(200)}`;
  const made = providerFailure({ status: 401, text }, { binding, key, now: 0, inside: false });
  expect(made.message).toMatch(/^openai refused the request for gpt-5\.5; check OPENAI_API_KEY/);
  expect(made.message).not.toContain("abc");
  expect(made.message).not.toContain("\n");
  expect(made.message.length).toBeLessThan(450);
  expect(redact("nothing here", null)).toBe("nothing here");
});
