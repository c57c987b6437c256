// What the guard does beside its two tables, which are in test/faults/loops.
import { describe, expect, it } from "vitest";
import { createLoopGuard } from "../../../src/core/agent/loopGuard";
import { call, firstStop, search, times } from "../../faults/loops/steps";

describe("the guard itself", () => {
  it("stops a task that only hears the same answers, however it asks", () => {
    const questions = [
      "alpha",
      "beta gamma",
      "src",
      "x",
      "lorem ipsum",
      "tests",
      "qqqq",
      "7",
      "main",
      "why",
      "zebra",
      "nothing",
      "last",
      "end",
    ];
    const stop = firstStop(
      questions.map((pattern, n) =>
        call("search_files", { pattern: pattern.repeat((n % 5) + 1) }, "No matches."),
      ),
    );
    expect(stop).toMatchObject({ after: 13, reason: expect.stringContaining("changed no file") });
  });

  it("costs a false stop where six nearly equal searches rightly find nothing", () => {
    const leftovers = times(8, (n) => search(`oldName${"ABCDEFGH".charAt(n)}`));
    expect(firstStop(leftovers)?.after).toBe(6);
  });

  it("forgets when told to", () => {
    const guard = createLoopGuard();
    const same = {
      name: "read_file",
      input: { path: "a" },
      result: "x",
      changedFiles: false,
      newTestState: false,
    };
    guard.observe(same);
    guard.observe(same);
    guard.reset();
    expect(guard.observe(same).stop).toBe(false);
    expect(guard.observe(same).stop).toBe(false);
    expect(guard.observe(same)).toEqual({
      stop: true,
      reason: "read_file was called 3 times with the same arguments and the same result",
    });
  });

  it("takes any input and a huge result", () => {
    const guard = createLoopGuard();
    for (const input of [undefined, null, 7, "text", [1], { a: { b: [null] } }]) {
      expect(
        guard.observe({
          name: "t",
          input,
          result: "y\n".repeat(500_000),
          changedFiles: true,
          newTestState: false,
        }).stop,
      ).toBe(false);
    }
  });
});
