import { describe, expect, it } from "vitest";
import { createKeyLimiter, type LimiterClock } from "../../../src/core/providers/keyLimiter";
import type { ModelBinding } from "../../../src/protocol/settings";

const binding: ModelBinding = {
  id: "anthropic/m",
  provider: "anthropic",
  model: "m",
  api: "anthropic",
  keyName: "KEY",
  price: { kind: "free" },
  contextWindow: 1,
  maxOutput: 1,
};

/** A clock that stands still until it is told to go on. */
function handClock(): LimiterClock & { advance(ms: number): Promise<void> } {
  let now = 0;
  let sleepers: { at: number; wake(): void }[] = [];
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 10; round += 1) await Promise.resolve();
  };
  return {
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal.addEventListener("abort", () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          resolve();
        });
      }),
    advance: async (ms) => {
      const end = now + ms;
      await settle();
      for (;;) {
        const due = sleepers.filter((one) => one.at <= end).sort((left, right) => left.at - right.at)[0];
        if (due === undefined) break;
        now = due.at;
        sleepers = sleepers.filter((one) => one !== due);
        due.wake();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

const forever = new AbortController().signal;

describe("the gate of a key", () => {
  it("is open until somebody is refused", async () => {
    const limiter = createKeyLimiter(handClock());
    await Promise.all(Array.from({ length: 50 }, () => limiter.ready(binding, forever)));
  });

  it("holds every caller back for the wait, then lets them out one by one", async () => {
    const clock = handClock();
    const limiter = createKeyLimiter(clock);
    const out: number[] = [];
    limiter.slowDown(binding, 7_000);
    for (let caller = 0; caller < 10; caller += 1)
      limiter.ready(binding, forever).then(() => out.push(clock.monotonic()));
    await clock.advance(6_999);
    expect(out).toEqual([]);
    await clock.advance(1);
    expect(out).toEqual([7_000]);
    await clock.advance(60_000);
    expect(out).toHaveLength(10);
    for (let at = 1; at < out.length; at += 1)
      expect((out[at] ?? 0) - (out[at - 1] ?? 0)).toBeGreaterThan(150);
  });

  it("waits for the longest refusal, counts refusals of one moment once, and forgets them", async () => {
    const clock = handClock();
    const limiter = createKeyLimiter(clock);
    for (let caller = 0; caller < 100; caller += 1) limiter.slowDown(binding, 1_000 + caller);
    const out: number[] = [];
    for (let caller = 0; caller < 3; caller += 1)
      limiter.ready(binding, forever).then(() => out.push(clock.monotonic()));
    await clock.advance(5_000);
    expect(out[0]).toBe(1_099);
    expect((out[1] ?? 0) - 1_099).toBeLessThanOrEqual(200);
    await clock.advance(3_600_000);
    const before = clock.monotonic();
    await Promise.all(Array.from({ length: 100 }, () => limiter.ready(binding, forever)));
    expect(clock.monotonic()).toBe(before);
  });

  it("keeps other keys and other addresses apart", async () => {
    const limiter = createKeyLimiter(handClock());
    limiter.slowDown(binding, 60_000);
    await limiter.ready({ ...binding, keyName: "OTHER" }, forever);
    await limiter.ready({ ...binding, baseUrl: "http://127.0.0.1:1" }, forever);
  });

  it("lets a caller go that does not want to wait any more, and keeps the others", async () => {
    const clock = handClock();
    const limiter = createKeyLimiter(clock);
    limiter.slowDown(binding, 5_000);
    const stopper = new AbortController();
    const impatient = limiter.ready(binding, stopper.signal);
    stopper.abort();
    await impatient;
    await limiter.ready(binding, stopper.signal);
    let patient = -1;
    limiter.ready(binding, forever).then(() => {
      patient = clock.monotonic();
    });
    await clock.advance(10_000);
    expect(patient).toBe(5_000);
  });

  it("learns a rate: of 100 callers on a limit of 50 a minute few are refused after the start", async () => {
    const clock = handClock();
    const limiter = createKeyLimiter(clock);
    const answered: number[] = [];
    let refused = 0;
    let tries = 0;
    const call = async (): Promise<void> => {
      for (;;) {
        await limiter.ready(binding, forever);
        const now = clock.monotonic();
        if (now > 180_000) tries += 1;
        if (answered.filter((at) => at > now - 60_000).length < 50) {
          answered.push(now);
          await clock.sleep(3_000, forever);
          continue;
        }
        if (now > 180_000) refused += 1;
        limiter.slowDown(binding, 60_000 - (now - (answered.at(-50) ?? now)));
      }
    };
    for (let caller = 0; caller < 100; caller += 1) call();
    await clock.advance(900_000);
    expect(answered.filter((at) => at > 180_000).length).toBeGreaterThan(0.85 * 50 * 12);
    expect(refused / tries).toBeLessThan(0.02);
  });
});
