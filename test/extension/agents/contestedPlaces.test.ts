// Which contested places of a file stand as the merge editor began them.
import { describe, expect, it } from "vitest";
import { begunText, leftAsBegun } from "../../../src/extension/agents/contestedPlaces";

const marks = (ours: string, theirs: string) => `<<<<<<< a\n${ours}=======\n${theirs}>>>>>>> b\n`;

describe("two places", () => {
  const marked = `head\n${marks("A1\n", "B1\n")}mid\n${marks("A2\n", "")}tail\n`;
  const begun = begunText(marked, "head\nbase1\nmid\nbase2\ntail\n");
  it.each([
    ["nothing", "head\nbase1\nmid\nbase2\ntail\n", "all"],
    ["nothing, saved with other line ends", "\ufeffhead\r\nbase1\r\nmid\r\nbase2\r\ntail\r\n", "all"],
    ["the first", "head\nA1\nmid\nbase2\ntail\n", "some"],
    ["the second, by taking it away", "head\nbase1\nmid\ntail\n", "some"],
    ["both", "head\nB1\nmid\ntail\n", "none"],
    ["both, with more in the middle", "head\nB1\nmid\nnew\nA2\ntail\n", "none"],
    ["by adding to what was there", "head\nbase1\nB1\nmid\nA2\ntail\n", "none"],
  ])("decided: %s", (_, now, left) => expect(leftAsBegun(now, begun)).toBe(left));
});

describe("at the edges", () => {
  it.each<[string, string, string, string, "all" | "some" | "none"]>([
    ["both sides added a file", marks("A\n", "B\n"), "", "A\n", "none"],
    ["nothing was there at the end", `head\n${marks("A\n", "B\n")}`, "head\n", "head\nA\n", "none"],
    [
      "the first line and the last",
      `${marks("A\n", "B\n")}mid\n${marks("C\n", "D\n")}`,
      "one\nmid\ntwo",
      "one\nmid\nC",
      "some",
    ],
    ["an editor that merged otherwise", `x\n${marks("A\n", "B\n")}y\n`, "other\n", "other, edited\n", "none"],
  ])("%s", (_, marked, begun, now, left) => expect(leftAsBegun(now, begunText(marked, begun))).toBe(left));
});
