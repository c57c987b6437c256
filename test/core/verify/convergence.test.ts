import { describe, expect, it } from "vitest";
import { bestRound, judgeProgress, type Round } from "../../../src/core/verify/convergence";

/** `A:xy` is tree A with failures x and y; `A:` is green, `A:?` verified nothing. */
function rounds(text: string): Round[] {
  return text.split(" ").map((word) => {
    const [tree = "", failing = ""] = word.split(":");
    if (failing === "?") return { tree, failing: [], verdict: "unverified" };
    return { tree, failing: [...failing], verdict: failing === "" ? "green" : "red" };
  });
}

const rows: [rounds: string, stuck: RegExp | null][] = [
  ["A:xy", null],
  ["A:xy B:x", null],
  ["A:xy B:", null],
  ["A:xy B:xy", null],
  ["A:xy B:yx C:xy", /did not become fewer.*2, 2, 2/],
  ["A:xy B:xyz C:xyz", /did not become fewer/],
  ["A:xy B:xyz C:xy", /two rounds ago/],
  ["A:xy A:xy", /same tree twice/],
  ["A:xy A:yx", /same tree twice/],
  ["A:xy A:x", null],
  ["A:xy B:z A:xy", /tried before/],
  ["A:xy B:z A:q", /tried before/],
  ["A:wxyz B:wxy C:wx A:wxyz", /tried before/],
  ["A:x B:y C:x", /two rounds ago/],
  ["A:x B:y C:z", /did not become fewer.*1, 1, 1/],
  ["A:xyz B:abc C:ab", null],
  ["A:x B:abcdefgh C:abcd", null],
  ["A:xyz B:xy C:xy", null],
  ["A:xyz B:xy C:xy D:xy", /did not become fewer/],
  ["A:xyz B:xy C:x D:", null],
  ["A:x B:y A:", null],
  ["A:? A:?", /same tree twice/],
  ["A:? B:? C:?", /did not become fewer/],
];

describe("progress", () => {
  it.each(rows)("%s", (text, stuck) => {
    const progress = judgeProgress(rounds(text));
    if (stuck === null) expect(progress).toEqual({ progress: true });
    else expect(progress).toEqual({ progress: false, reason: expect.stringMatching(stuck) });
  });

  it("starts with progress", () => {
    expect(judgeProgress([])).toEqual({ progress: true });
  });
});

describe("the best round", () => {
  it.each([
    ["A:xyz B:x C:xy", 1],
    ["A:xy B:xy", 0],
    ["A:xy B: C:x", 1],
    ["A:? B:xyz", 1],
    ["A:? B:?", 0],
  ])("%s: %i", (text, best) => {
    expect(bestRound(rounds(text))).toBe(best);
  });

  it("is none without rounds", () => {
    expect(bestRound([])).toBeNull();
  });
});
