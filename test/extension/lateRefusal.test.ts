// Who listens for a late refusal: what is told, and that it is nobody's failure when the run's log goes away meanwhile.
import { expect, it } from "vitest";
import type { Engine } from "../../src/core/engine";
import { warnOfRefusal } from "../../src/extension/lateRefusal";
import { createProblemNotice } from "../../src/extension/settings/configProblem";
import { stand } from "./stand/stand";

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

it("no text of a refusal or of a wrong configuration becomes a link in its notice", () => {
  stand.shown.length = 0;
  const text = "There is no step [here](command:kilo.stop).";
  const failure = { code: "invalid-input", message: text };
  const engine = {
    follow: async (_run: string, _after: number, hear: (event: unknown) => void) => {
      hear({ fact: { type: "command.refused", id: "left-1", failure } });
    },
  };
  warnOfRefusal(engine as unknown as Engine, "run-1", 0, "left-1");
  createProblemNotice()(text, null);
  expect(stand.shown.map((one) => one.text)).toEqual([
    "There is no step [here] (command:kilo.stop).",
    "Kilo cannot use its configuration: There is no step [here] (command:kilo.stop).",
  ]);
});
