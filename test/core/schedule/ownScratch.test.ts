// What a driver that was killed in the middle of a look left in its run's private folder is gone at the next start.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { ownScratch } from "../../../src/core/schedule/ownScratch";

let home = "";
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("half made files go, what the run goes on from stays", () => {
  home = mkdtempSync(join(tmpdir(), "kilo-scratch-"));
  const state = ["tree-4fbe5522/index", "tree-4fbe5522/files.json", "shared-git.json", "remote/index-1/kept"];
  const left = [
    "work-api/index-0a1b2c",
    "work-api/index-0a1b2c.lock",
    "carried/index-0a1b2c",
    "apply/bench-Xy12/tree/a.txt",
    "merge-0a1b2c/base",
  ];
  for (const path of [...state, ...left]) {
    mkdirSync(dirname(join(home, "run", path)), { recursive: true });
    writeFileSync(join(home, "run", path), "");
  }
  expect(ownScratch(home, "run")).toBe(join(home, "run"));
  const there = (path: string) => existsSync(join(home, "run", path));
  expect([state.filter(there), left.filter(there)]).toEqual([state, []]);
  expect(existsSync(ownScratch(home, "another"))).toBe(true);
});
