// Who listens for a late refusal is nobody's failure when the run's log goes away meanwhile.
import { expect, it } from "vitest";
import type { Engine } from "../../src/core/engine";
import { warnOfRefusal } from "../../src/extension/lateRefusal";

it("ends in silence where the log cannot be read any more", async () => {
  const unhandled: unknown[] = [];
  const hear = (thrown: unknown) => unhandled.push(thrown);
  process.on("unhandledRejection", hear);
  let signal: AbortSignal | undefined;
  const engine = {
    follow: async (_run: string, _after: number, _listener: unknown, over: AbortSignal) => {
      signal = over;
      throw new Error("the run folder is gone");
    },
  };
  warnOfRefusal(engine as unknown as Engine, "run-1", 0, "left-1");
  // Node tells of a rejection nobody took before the next turn of its loop.
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", hear);
  expect(unhandled).toEqual([]);
  expect(signal?.aborted).toBe(true);
});
