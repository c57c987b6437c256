// What the guard does beside its two tables, which are in test/faults/loops.
import { describe, expect, it } from "vitest";
import { createLoopGuard } from "../../../src/core/agent/loopGuard";
import { call, firstStop, search, shell, times } from "../../faults/loops/steps";

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

  it("counts no call of many that went well, and each that did not", () => {
    const swept = (exit: number) =>
      times(20, (n) =>
        shell(`npx eslint src/${"abcdefghijklmnopqrst".charAt(n)}.ts`, exit, exit ? "a problem" : ""),
      );
    expect([firstStop(swept(0)), firstStop(swept(1))?.after]).toEqual([null, 6]);
  });

  it("tells a count of what is done from a count of the calls", () => {
    const counted = (text: (n: number) => string) =>
      firstStop(times(12, (n) => shell("./wait.sh", 1, text(n))));
    expect(counted((n) => `${n} of 12 replicas are up`)).toBeNull();
    expect(counted((n) => `${12 - n} jobs are left`)).toBeNull();
    expect(counted((n) => `attempt ${n}: nobody answers`)?.after).toBe(6);
    expect(counted((n) => `${(n * 7) % 5} nobody answers`)?.after).toBe(6);
  });

  it("lets a poll hear the same five times", () => {
    const poll = (count: number) =>
      firstStop(times(count, () => shell("sleep 9; cat status", 0, "building")));
    expect([poll(5), poll(6)?.after]).toEqual([null, 6]);
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
    const hostile = ["y\n", "a", "7", "a1-", "0x", "2026-11-22T", "../", "%5C\\"].map((part) =>
      part.repeat(500_000),
    );
    for (const result of hostile)
      for (const input of [undefined, null, 7, "text", [1], { a: { b: [null] } }]) {
        expect(
          guard.observe({
            name: "t",
            input,
            result,
            changedFiles: true,
            newTestState: false,
          }).stop,
        ).toBe(false);
      }
  });
});
