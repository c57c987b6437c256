// One suite for every provider: what goes wrong in model APIs, and what must come of it. Source: reliability facts A5.
import { describe, expect, it } from "vitest";
import type { ScriptFault, ScriptReply, ScriptRequest } from "../../src/demo/modelServer/script";
import { startModelServer } from "../../src/demo/modelServer/startModelServer";
import { writeEvents } from "../../src/demo/modelServer/writeEvents";
import type { FailureCode } from "../../src/protocol/failure";
import { textOf, toolCallsOf } from "../../src/protocol/message";
import {
  bindingOf,
  type Candidate,
  callOnce,
  candidates,
  ended,
  failed,
  hear,
  providerOf,
  requestOf,
  testKey,
} from "./providerBench";

const reply: ScriptReply = {
  thinking: "Let me see.",
  text: "I read both – ünd more.",
  calls: [
    { name: "read_file", input: { path: "a.ts", note: "größer" } },
    { name: "read_file", input: { path: "b.ts" } },
  ],
};

/** The events a candidate's server sends for a reply. */
function eventsOf(candidate: Candidate, given: ScriptReply) {
  const request = { dialect: candidate.api, model: candidate.model, index: 0 } as ScriptRequest;
  return writeEvents({ request, reply: given, usage: { input: 10, output: 5 } });
}

/** True where the answer is complete, though its connection was cut: its reason and all its parts are known. */
function isComplete(candidate: Candidate, sent: { data: string }[]): boolean {
  const closing = {
    anthropic: '"stop_reason":"tool_use"',
    "openai-chat": '"finish_reason":"tool_calls"',
    "openai-responses": '"type":"response.completed"',
  };
  return sent.some((event) => event.data.includes(closing[candidate.api as "anthropic"]));
}

describe.each(candidates)("$api", (candidate) => {
  const whole = reply.calls?.map((call) => call.input);

  it("never gives a partial call, whichever event the connection is cut after", async () => {
    const events = eventsOf(candidate, reply);
    for (const kind of ["disconnect", "end-early"] as const)
      for (let afterEvents = 0; afterEvents <= events.length; afterEvents += 1) {
        const heard = await callOnce(candidate, { ...reply, fault: { kind, afterEvents } });
        if (isComplete(candidate, events.slice(0, afterEvents))) {
          expect(toolCallsOf(ended(heard).message).map((call) => call.input)).toEqual(whole);
          continue;
        }
        const { failure, started } = failed(heard);
        expect(failure.code).toBe("provider-broken-stream");
        expect(started).toBe(heard.parts.some((part) => part.type === "start"));
      }
  });

  it("never gives a partial call, whichever byte of a call the connection is cut in", async () => {
    const small: ScriptReply = { calls: [{ name: "read_file", input: { path: "ä" } }] };
    const events = eventsOf(candidate, small);
    const wire = Buffer.from(
      events.map(({ name, data }) => `${name === null ? "" : `event: ${name}\n`}data: ${data}\n\n`).join(""),
    );
    const first = wire.indexOf("read_file");
    for (let afterBytes = first; afterBytes < wire.length; afterBytes += 11) {
      const heard = await callOnce(candidate, { ...small, fault: { kind: "disconnect", afterBytes } });
      if (heard.last.type === "failure") expect(heard.last.failure.code).toBe("provider-broken-stream");
      else expect(toolCallsOf(heard.last.message).map((call) => call.input)).toEqual([{ path: "ä" }]);
    }
  });

  it.each([
    ["one byte at a time", { chunk: 1 }],
    ["seven bytes at a time", { chunk: 7 }],
    ["CRLF", { fault: { kind: "crlf" } }],
    ["CRLF in single bytes", { chunk: 1, fault: { kind: "crlf" } }],
    ["unknown events", { fault: { kind: "unknown-events" } }],
  ] as [string, ScriptReply][])("reads an answer that comes as: %s", async (_, change) => {
    const end = ended(await callOnce(candidate, { ...reply, ...change }));
    expect(toolCallsOf(end.message).map((call) => call.input)).toEqual(whole);
    expect(textOf(end.message)).toBe(reply.text);
  });

  it("parses or rejects duplicate and reordered events, and never crashes", async () => {
    const faults: ScriptFault[] = [{ kind: "duplicate" }];
    for (let at = 0; at < eventsOf(candidate, reply).length - 1; at += 1)
      faults.push({ kind: "reorder", at });
    for (const fault of faults) {
      const heard = await callOnce(candidate, { ...reply, fault });
      if (heard.last.type === "failure") expect(heard.last.failure.code).toBe("provider-broken-stream");
    }
  });

  it("reads an answer of ten megabytes, whole events of that size included", async () => {
    const text = "long – ".repeat(1_200_000);
    expect(textOf(ended(await callOnce(candidate, { text })).message)).toBe(text);
  });

  it.each([
    [400, {}, "provider-invalid-request"],
    [401, {}, "provider-refused"],
    [403, {}, "provider-refused"],
    [404, {}, "provider-invalid-request"],
    [422, {}, "provider-invalid-request"],
    [429, { "retry-after": "7" }, "provider-rate-limited"],
    [500, {}, "provider-unreachable"],
    [502, {}, "provider-unreachable"],
    [503, {}, "provider-overloaded"],
    [504, {}, "provider-unreachable"],
    [529, {}, "provider-overloaded"],
  ] as [
    number,
    Record<string, string>,
    FailureCode,
  ][])("turns status %i into a failure of its kind", async (status, headers, code) => {
    const heard = await callOnce(candidate, { fault: { kind: "status", status, headers } });
    const { failure, started, usage } = failed(heard);
    expect({ code: failure.code, detail: failure.detail, started, usage }).toEqual({
      code,
      detail: String(status),
      started: false,
      usage: null,
    });
    expect(failure.retryAfterMs).toBe(status === 429 ? 7_000 : undefined);
    expect(failure.message).toContain(candidate.model);
    expect(failure.message).toContain(candidate.provider);
    expect(heard.server.requests).toHaveLength(1);
  });

  it("knows a conversation that is too long from the text of a 400", async () => {
    for (const message of [
      "prompt is too long: 250000 tokens > 200000 maximum",
      "This model's maximum context length is 8192 tokens.",
    ]) {
      const body = JSON.stringify({ type: "error", error: { type: "invalid_request_error", message } });
      const { failure } = failed(await callOnce(candidate, { fault: { kind: "status", status: 400, body } }));
      expect(failure.code).toBe("provider-context-exceeded");
    }
  });

  it("never repeats the key, even when the server does", async () => {
    const bodies = [
      `{"error":{"type":"x","message":"bad key ${testKey}"}}`,
      `plain ${testKey} text`,
      `<html>${testKey}</html>`,
    ];
    for (const body of bodies) {
      const heard = await callOnce(candidate, { fault: { kind: "status", status: 401, body } });
      expect(JSON.stringify(heard.parts)).not.toContain(testKey);
      expect(failed(heard).failure.message).toContain("[key]");
    }
    const page = await callOnce(candidate, { fault: { kind: "html", body: `<html>${testKey}</html>` } });
    expect(JSON.stringify(page.parts)).not.toContain(testKey);
  });

  it("shows a web page that came instead of an answer", async () => {
    const { failure, started } = failed(await callOnce(candidate, { fault: { kind: "html" } }));
    expect(failure.code).toBe("provider-broken-stream");
    expect(failure.message).toContain("Please log in");
    expect(started).toBe(false);
  });

  it("keeps the reason of an error inside an answer, and the text before it", async () => {
    const kinds: [string, FailureCode][] = [
      ["overloaded_error", "provider-overloaded"],
      ["rate_limit_error", "provider-rate-limited"],
      ["something_else", "provider-broken-stream"],
    ];
    for (const [type, code] of kinds) {
      const fault: ScriptFault = {
        kind: "error-event",
        afterEvents: 6,
        type,
        message: "The kitchen is on fire.",
      };
      const part = failed(await callOnce(candidate, { text: "abcdefgh", fault }));
      expect(part).toMatchObject({ started: true, failure: { code } });
      expect(part.failure.message).toContain("The kitchen is on fire.");
      expect("abcdefgh".startsWith(part.partial)).toBe(true);
      expect(part.partial).not.toBe("");
    }
  });

  it("rejects an event that is no JSON", async () => {
    const part = failed(
      await callOnce(candidate, { ...reply, fault: { kind: "malformed", afterEvents: 3 } }),
    );
    expect(part.failure.code).toBe("provider-broken-stream");
  });

  it("gives up on silence, on pings alone, and on an answer that never comes", async () => {
    const quick = { idleMs: 60, progressMs: 60_000 };
    for (const afterEvents of [1, 5]) {
      const heard = await callOnce(
        candidate,
        { ...reply, fault: { kind: "stall", afterEvents } },
        { timeouts: quick },
      );
      expect(failed(heard).failure).toMatchObject({ code: "provider-broken-stream", detail: "TIMEOUT" });
    }
    const patient = { idleMs: 60_000, progressMs: 120 };
    const pings = await callOnce(
      candidate,
      { ...reply, fault: { kind: "pings", afterEvents: 2, everyMs: 10 } },
      { timeouts: patient },
    );
    expect(failed(pings).failure.message).toContain("nothing of the answer came");
    const silent = await callOnce(candidate, { text: "late", delayMs: 60_000 }, { timeouts: patient });
    expect(failed(silent)).toMatchObject({ started: false, failure: { code: "provider-broken-stream" } });
  });

  it("says that nobody is there, or only a proxy that wants to be paid first", async () => {
    const gone = await startModelServer(() => ({}));
    await gone.close();
    const { failure, started } = failed(
      await hear(providerOf(candidate), requestOf(bindingOf(candidate, gone))),
    );
    expect(failure).toMatchObject({ code: "provider-unreachable", detail: "ECONNREFUSED" });
    expect(started).toBe(false);
    const proxy = await callOnce(candidate, { fault: { kind: "status", status: 407 } });
    expect(failed(proxy).failure.code).toBe("provider-unreachable");
  });

  it("takes a finished answer whose end is never said", async () => {
    const timeouts = { idleMs: 60, progressMs: 60_000 };
    const heard = await callOnce(candidate, { text: "whole", fault: { kind: "never-end" } }, { timeouts });
    if (candidate.api === "openai-responses")
      expect(failed(heard).failure.code).toBe("provider-broken-stream");
    else expect(textOf(ended(heard).message)).toBe("whole");
  });
});

describe("openai-responses", () => {
  const candidate = candidates.find(({ api }) => api === "openai-responses") as Candidate;

  it("turns a failed response into a failure", async () => {
    const part = failed(await callOnce(candidate, { text: "Half.", stop: "failed" }));
    expect(part).toMatchObject({ started: true, failure: { code: "provider-broken-stream" } });
    expect(part.failure.message).toContain("The scripted model failed.");
  });

  it("does not ask models for encrypted reasoning that have none", async () => {
    const plain = await callOnce({ ...candidate, model: "gpt-4o-mini" }, { text: "ok" });
    expect(plain.wire).not.toContain("encrypted_content");
    expect((await callOnce(candidate, { text: "ok" })).wire).toContain(
      '"include":["reasoning.encrypted_content"]',
    );
  });

  it("does not keep reasoning whose item was cut off", async () => {
    const cut = { name: "read_file", input: { raw: '{"pa' } };
    const end = ended(
      await callOnce(candidate, { thinking: "Hm.", calls: [cut], stop: "max_output_tokens" }),
    );
    expect(end.message.parts).toEqual([{ type: "thinking", text: "Hm." }]);
  });
});
