// A move that loses its run, or its process, between its two steps: the file has both names then. No order of the two
// writers loses it, and whoever owns the run brings the move to its end.
import { existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { moveFile } from "../../../src/core/tools/changeFile";
import { mendCutOffMoves } from "../../../src/core/tools/cutOffWrite";
import { hashBytes } from "../../../src/core/tools/hash";
import { FailureError, failure } from "../../../src/protocol/failure";

const text = "one\n";
const hash = hashBytes(Buffer.from(text));
const effects = [
  { path: "old.txt", before: hash, after: null },
  { path: "new.txt", before: null, after: hash },
];
const stale = new FailureError(failure("log-locked", "Another process took this run over."));

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "kilo-move-"));
  put("old.txt", text);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (name: string) => join(root, name);
const put = (name: string, content: string) => writeFileSync(at(name), content);
const move = (lost: () => FailureError | null) => moveFile(root, "old.txt", "new.txt", hash, lost);
/** Exchanges the file behind a name for another one. */
const exchange = (name: string, content: string) => {
  rmSync(at(name));
  put(name, content);
};
const saveLinked = () => {
  linkSync(at("old.txt"), at("new.txt"));
  put("new.txt", "mine\n");
};
const names = () => readdirSync(root).sort();

/** Loses the run when it is asked for the `nth` time. @param meanwhile what whoever took it over has done by then. */
function lostAt(nth: number, meanwhile: () => void = () => undefined) {
  let asked = 0;
  return () => {
    asked += 1;
    if (asked === nth) meanwhile();
    return asked >= nth ? stale : null;
  };
}

it.each<[string, () => void, string[]]>([
  ["nobody went on yet", () => undefined, ["new.txt", "old.txt"]],
  ["the move was brought to its end", () => rmSync(at("old.txt")), ["new.txt"]],
  ["the old name was given to another file", () => exchange("old.txt", "2\n"), ["new.txt", "old.txt"]],
])("a writer that lost its run after the first step leaves both names as they are: %s", (_, meanwhile, left) => {
  expect(() => move(lostAt(2, meanwhile))).toThrow(stale.message);
  expect(names()).toEqual(left);
  expect(readFileSync(at("new.txt"), "utf8")).toBe(text);
});

it("a writer that lost its run before the first step makes no second name", () => {
  expect(() => move(lostAt(1))).toThrow(stale.message);
  expect(names()).toEqual(["old.txt"]);
});

it.each<[string, () => void, string[]]>([
  ["both names", () => linkSync(at("old.txt"), at("new.txt")), ["new.txt"]],
  ["the old name only", () => undefined, ["old.txt"]],
  ["two files of the same bytes", () => put("new.txt", text), ["new.txt", "old.txt"]],
  ["two names of a file a person saved since", saveLinked, ["new.txt", "old.txt"]],
])("a move that was cut off is finished where the file has %s", (_, make, left) => {
  make();
  mendCutOffMoves(root, effects);
  expect(names()).toEqual(left);
});

it("a move that is asked for again is finished where its first step was done", () => {
  linkSync(at("old.txt"), at("new.txt"));
  move(() => null);
  expect(names()).toEqual(["new.txt"]);
});

it("a file's only name is never taken for its second one", () => {
  expect(() => moveFile(root, "old.txt", "old.txt", hash)).toThrow();
  expect(existsSync(at("old.txt"))).toBe(true);
});
