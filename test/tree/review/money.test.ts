// Money where several subtasks want it at once: nobody waits for ever, and nothing is asked for that is only set aside.
import { expect, test } from "vitest";
import { askForMoney } from "../../../src/core/schedule/askForMoney";
import { createWaiting } from "../../../src/core/schedule/driver";
import { calls, end, give, seeStory } from "./played";

const spent = { input: 8_800, output: 8_192 };
const little = { input: 100, output: 20 };

test("two subtasks that meet the cap together are both let go on by one raise", async () => {
  const { view, of } = await seeStory({
    settings: { capMicros: 250_000 },
    parallel: true,
    answers: [{ kind: "budget", verdict: "approved", edit: 2_000_000 }],
    script: {
      orchestrator: [
        { ...calls(give("ask", "Look here."), give("ask", "Look there.")), usage: spent },
        { ...end("Both."), usage: little },
      ],
      ask: [
        { text: "Here.", usage: little },
        { text: "There.", usage: little },
      ],
    },
  });
  expect(of("approval.asked").filter(({ approval }) => approval.kind === "budget")).toHaveLength(1);
  expect(of("budget.raised")).toHaveLength(1);
  expect(view.outcome).toBe("done");
});

test("where nobody can be asked both rest, and the run pauses", async () => {
  const { view } = await seeStory({
    settings: { capMicros: 250_000 },
    parallel: true,
    script: {
      orchestrator: [{ ...calls(give("ask", "Look here."), give("ask", "Look there.")), usage: spent }],
    },
  });
  expect(view.pause?.reason).toBe("cap");
});

test.each([
  ["engine", "the task was ended", true],
  ["person", "test", false],
] as const)("a question for money that the %s turned down", async (kind, via, again) => {
  const answer = { verdict: "rejected", scope: "once", origin: { kind, via } };
  const view = {
    settings: { capMicros: 1_000_000, approve: {} },
    approvals: {},
    allowedForRun: [],
    purses: {},
    tasks: {},
  };
  const log = { view: () => view, append: () => {} };
  const runtime = { interactive: true, log, decided: async () => answer };
  expect(await askForMoney(runtime as never, { task: "t2", role: "ask" } as never, 10)).toBe(again);
});

test("what siblings have only set aside is waited for, not asked for", async () => {
  const { view, of } = await seeStory({
    // Room for one request of 8,192 tokens, and for a few hundred tokens beside it.
    settings: { capMicros: 225_000 },
    parallel: true,
    script: {
      orchestrator: [
        { ...calls(...Array.from({ length: 6 }, (_, at) => give("ask", `Look ${at}.`))), usage: little },
        { ...end("All."), usage: little },
      ],
      ask: Array.from({ length: 6 }, () => ({ text: "Seen.", usage: little })),
    },
  });
  expect(of("run.paused")).toEqual([]);
  expect(view.outcome).toBe("done");
});

test("everybody who waits for one answer gets it, and is let go by an end of the run", async () => {
  const given: Record<string, { answer?: unknown }> = { a: {}, b: {} };
  const listeners: (() => void)[] = [];
  const over = new AbortController();
  const log = {
    view: () => ({ approvals: given }),
    subscribe: (listener: (event: null, view: unknown) => void) => {
      listeners.push(() => listener(null, { approvals: given }));
      return () => {};
    },
  };
  const waiting = createWaiting({ log, signal: over.signal } as never, () => {});
  const [one, two] = [waiting.decided("a"), waiting.decided("a")];
  expect(waiting.open()).toHaveLength(2);
  given.a = { answer: { verdict: "approved" } };
  for (const tell of listeners) tell();
  expect(await Promise.all([one, two])).toEqual([{ verdict: "approved" }, { verdict: "approved" }]);
  const left = [waiting.decided("b"), waiting.decided("b")];
  over.abort();
  expect((await Promise.allSettled(left)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});
