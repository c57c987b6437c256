// The loader behind `kilo-code.cjs`: the same program with recorded code, without it, and with a recording that is none.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { codeFolder, loadProgram } from "../../src/cli/start/loadProgram";

let folder: string;
let written = 1000;

/** V8 remembers a text it has compiled and then looks at no recording; another number of the same length is another text. */
function writeFiles(): void {
  written += 1;
  const files = {
    "main.cjs": `/* ${written} */ exports.name = "main"; const one = require("./one.cjs");
      globalThis.loadedHere = [one.twice(21), require("node:path").sep.length, __filename, one.back()];`,
    "one.cjs": `/* ${written} */ const main = require("./main.cjs"); exports.twice = (n) => 2 * n; exports.back = () => main.name;`,
    "never.cjs": `throw new Error("nobody asked for this file")`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kilo-load-"));
  writeFiles();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the program left, and which of its files came from recorded code. */
function load() {
  const loaded = loadProgram(folder, "main.cjs");
  const left = (globalThis as { loadedHere?: unknown }).loadedHere;
  expect(left).toEqual([42, 1, join(folder, "main.cjs"), "main"]);
  return loaded;
}

function record(bytesOf: (code: Buffer) => Buffer): void {
  mkdirSync(codeFolder(folder), { recursive: true });
  for (const { name, script } of load())
    writeFileSync(join(codeFolder(folder), name), bytesOf(script.createCachedData()));
  writeFiles();
}

describe("loading the program", () => {
  it("loads what is required, each file once, also in a circle", () => {
    expect(load().map(({ name, recorded }) => [name, recorded])).toEqual([
      ["main.cjs", false],
      ["one.cjs", false],
    ]);
  });

  it("uses the code that was recorded", () => {
    record((code) => code);
    expect(load().map(({ recorded }) => recorded)).toEqual([true, true]);
  });

  it.each([
    ["is empty", () => Buffer.alloc(0)],
    ["is something else", () => Buffer.from("something else, and long enough to look at it")],
    ["was cut", (code: Buffer) => code.subarray(0, code.length / 2)],
  ])("compiles where the recording %s", (_, bytesOf) => {
    record(bytesOf);
    expect(load().map(({ recorded }) => recorded)).toEqual([false, false]);
  });

  it("compiles where a file is not the one that was recorded", () => {
    record((code) => code);
    writeFileSync(join(folder, "one.cjs"), `exports.twice = (n) => n + 21; exports.back = () => "main";`);
    expect(load().map(({ recorded }) => recorded)).toEqual([true, false]);
  });
});
