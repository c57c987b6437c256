// Who goes first with a long prompt, who waits for it, and for how long. The clock is made by hand.
import { describe, expect, it } from "vitest";
import { createPrefixLead, longPrefix, sharesPrefix } from "../../../src/core/providers/prefixLead";
import type { ModelBinding } from "../../../src/protocol/settings";
import { testBinding } from "../../fakes/testSettings";

const binding = testBinding("claude-sonnet-4-6", "http://127.0.0.1:1");
const long = { bytes: longPrefix, key: "system tools" };
const never = new AbortController().signal;

function clockByHand() {
  let now = 1_000;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    monotonic: () => now,
    sleep: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        sleepers.push({ at: now + ms, wake: resolve });
        signal.addEventListener("abort", () => resolve());
      }),
    async pass(ms: number) {
      now += ms;
      for (const { at, wake } of sleepers) if (at <= now) wake();
      await settle();
    },
  };
}

/** Lets everything that can go on do so. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** Asks `count` times at once; tells how many may go by now. */
function askers(count: number, prefix = long, model: ModelBinding = binding) {
  const clock = clockByHand();
  const lead = createPrefixLead(clock);
  const gone: Awaited<ReturnType<typeof lead>>[] = [];
  const ask = (signal = never) =>
    void lead(model, prefix, signal).then((one) => {
      gone.push(one);
    });
  for (let asker = 0; asker < count; asker += 1) ask();
  return { clock, gone, ask };
}

describe("with a long prompt", () => {
  it("one goes first, the others as soon as its answer begins", async () => {
    const { gone } = askers(4);
    await settle();
    expect(gone).toHaveLength(1);
    gone[0]?.began();
    await settle();
    expect(gone).toHaveLength(4);
  });

  it("nobody waits while the prefix is warm, and one goes first again once it is not", async () => {
    const { clock, gone, ask } = askers(1);
    await settle();
    gone[0]?.began();
    await clock.pass(200_000);
    ask();
    ask();
    await settle();
    expect(gone).toHaveLength(3);
    for (const one of gone) one.began();
    await clock.pass(240_001);
    ask();
    ask();
    await settle();
    expect(gone).toHaveLength(4);
  });

  it("they wait a short time and no longer", async () => {
    const { clock, gone } = askers(4);
    await clock.pass(1_499);
    expect(gone).toHaveLength(1);
    await clock.pass(1);
    expect(gone).toHaveLength(4);
  });

  it("where the first fails the next goes first", async () => {
    const { gone } = askers(3);
    await settle();
    gone[0]?.over();
    await settle();
    expect(gone).toHaveLength(2);
  });

  it("who is stopped does not wait", async () => {
    const { gone, ask } = askers(1);
    await settle();
    const stop = new AbortController();
    ask(stop.signal);
    stop.abort();
    await settle();
    expect(gone).toHaveLength(2);
    ask(AbortSignal.abort());
    await settle();
    expect(gone).toHaveLength(3);
  });
});

it.each<[string, ModelBinding, { bytes: number; key: string }]>([
  ["a short prompt", binding, { ...long, bytes: longPrefix - 1 }],
  ["a cache that saves nothing", { ...binding, price: { kind: "free" } as ModelBinding["price"] }, long],
  [
    "a cache of its own for each task",
    testBinding("gpt-5.5", "http://127.0.0.1:1", "openai-responses"),
    long,
  ],
])("with %s nobody waits", async (_, model, prefix) => {
  const { gone } = askers(20, prefix, model);
  await settle();
  expect(gone).toHaveLength(20);
});

it("is shared at Anthropic and at endpoints that keep prefixes by themselves", () => {
  const { baseUrl: _, ...official } = testBinding("gpt-5.5", "http://127.0.0.1:1", "openai-chat");
  expect([
    sharesPrefix(binding),
    sharesPrefix(testBinding("qwen", "http://127.0.0.1:1", "openai-chat")),
    sharesPrefix(official),
  ]).toEqual([true, true, false]);
});
