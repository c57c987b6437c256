import { describe, expect, it } from "vitest";
import { parseRetryAfter } from "../../../src/core/providers/parseRetryAfter";
import { type NextTry, nextTry } from "../../../src/core/providers/retry";
import { type Failure, type FailureCode, failureCodes } from "../../../src/protocol/failure";

const limited = (retryAfterMs?: number): Failure => ({
  code: "provider-rate-limited",
  message: "slow down",
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const of = (code: FailureCode): Failure => ({ code, message: "m" });
const never = (): number => 0;
const nearlyOne = (): number => 0.999999;

describe("a rate limit waits as long as it is asked to", () => {
  it.each([
    // asked, least wait, longest wait
    [0, 500, 550],
    [-0, 500, 550],
    [300, 500, 550],
    [7_000, 7_000, 7_700],
    [119_000, 119_000, 120_000],
    [120_000, 120_000, 120_000],
  ])("asked for %i ms: %i to %i ms", (asked, least, longest) => {
    expect(nextTry(limited(asked), 1, never)).toEqual({ wait: least });
    expect(nextTry(limited(asked), 1, nearlyOne)).toEqual({ wait: longest });
  });

  it.each([120_001, 1_000_000_000, Number.MAX_SAFE_INTEGER])("asked for %i ms: the run pauses", (asked) => {
    expect(nextTry(limited(asked), 1, never)).toBe("pause");
  });

  it("backs off where nothing was asked", () => {
    expect(nextTry(limited(), 1, nearlyOne)).toEqual({ wait: 1_000 });
    expect(nextTry(limited(), 4, nearlyOne)).toEqual({ wait: 8_000 });
  });
});

describe("a passing fault backs off, and pauses after eight tries", () => {
  const codes: FailureCode[] = ["provider-overloaded", "provider-unreachable", "provider-broken-stream"];
  it.each(codes)("%s", (code) => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => nextTry(of(code), attempt, nearlyOne));
    const waits: NextTry[] = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000].map((wait) => ({ wait }));
    expect(longest).toEqual([...waits, "pause"]);
    expect(nextTry(of(code), 7, never)).toEqual({ wait: 500 });
  });

  it("an overloaded server may ask for a wait, too", () => {
    expect(nextTry({ ...of("provider-overloaded"), retryAfterMs: 9_000 }, 1, never)).toEqual({ wait: 9_000 });
    expect(nextTry({ ...of("provider-overloaded"), retryAfterMs: 200_000 }, 1, never)).toBe("pause");
  });
});

it("nothing else is tried again", () => {
  const retried = new Set<FailureCode>([
    "provider-rate-limited",
    "provider-overloaded",
    "provider-unreachable",
    "provider-broken-stream",
  ]);
  for (const code of failureCodes) if (!retried.has(code)) expect(nextTry(of(code), 1, never)).toBe("fail");
});

describe("retry-after as servers write it", () => {
  const now = Date.parse("2026-11-20T10:00:00Z");
  it.each([
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "7" }, 7_000],
    [{ "retry-after": "1.5" }, 1_500],
    [{ "retry-after": "120" }, 120_000],
    [{ "retry-after": "-3" }, 0],
    [{ "retry-after": "1000000" }, 1_000_000_000],
    [{ "retry-after": "Fri, 20 Nov 2026 10:00:30 GMT" }, 30_000],
    [{ "retry-after": "Fri, 20 Nov 2026 09:00:00 GMT" }, 0],
    [{ "retry-after": "Fri, 20 Nov 2026 12:00:30 GMT", date: "Fri, 20 Nov 2026 12:00:00 GMT" }, 30_000],
    [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
    [{ "retry-after-ms": "soon", "retry-after": "9" }, 9_000],
    [{ "retry-after": "soon" }, null],
    [{ "retry-after": "12 parsecs" }, null],
    [{ "retry-after": "" }, null],
    [{}, null],
  ])("%j", (headers, expected) => {
    expect(parseRetryAfter(new Headers(headers as Record<string, string>), now)).toBe(expected);
  });
});
