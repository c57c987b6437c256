// Names of runs by time: a list that is cut keeps the newest, whatever kind they are.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runNames } from "../../src/extension/book/runNames";

const folder = mkdtempSync(join(tmpdir(), "kilo-names-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("sessions stand among the runs of their day, not before all of them", async () => {
  const names = [
    "20260405-081500-abcd",
    "20260404-235959-zzzz",
    "session-20260404-1000",
    "session-20260404-999",
    "session-20260404-001",
    "20260403-101500-abcd",
    "session-20260402-002",
  ];
  for (const name of [...names].sort()) mkdirSync(join(folder, name));
  mkdirSync(join(folder, ".removed"));
  expect(await runNames(folder)).toEqual(names);
});

it("a folder that is not there has none", async () => {
  expect(await runNames(join(folder, "none"))).toEqual([]);
});
