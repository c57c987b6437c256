// Which run a person means.
import { expect, test } from "vitest";
import { findRun } from "../../src/cli/findRun";

const ids = ["20260203-040506-wxyz", "20260203-010101-abcd", "20260101-000000-efgh"];
const engine = { runs: async () => ids.map((run) => ({ run, bytes: 1 })) };

test.each<[string | undefined, string]>([
  [undefined, ids[0] ?? ""],
  ["last", ids[0] ?? ""],
  ["20260203-010101-abcd", ids[1] ?? ""],
  ["202601", ids[2] ?? ""],
  ["abcd", ids[1] ?? ""],
  ["20260203", '"20260203" fits 2 runs (20260203-040506-wxyz, 20260203-010101-abcd); write more of it.'],
  ["nope", 'No run here begins with "nope"; `kilo-code runs` lists them.'],
  ["../x", 'No run here begins with "../x"; `kilo-code runs` lists them.'],
])("%s", async (wanted, expected) => {
  const found = await findRun(engine, wanted);
  expect(found.ok ? found.value : found.failure.message).toBe(expected);
});

test("a folder without runs says how to start one", async () => {
  const found = await findRun({ runs: async () => [] }, undefined);
  expect(found.ok ? "" : found.failure.message).toContain("There are no runs in this folder yet");
});
