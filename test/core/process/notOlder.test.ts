// What this process started is never older than it, so that nobody else's environment has to be read to find it.
import { spawn } from "node:child_process";
import { expect, it } from "vitest";
import { notOlder, processTable } from "../../../src/core/process/processTable";

it.runIf(process.platform === "linux")(
  "keeps this process and its children, not what was there before",
  () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    try {
      const table = processTable();
      const kept = new Set(notOlder(table).map(({ pid }) => pid));
      expect([process.pid, child.pid ?? 0].map((pid) => kept.has(pid))).toEqual([true, true]);
      const older = table.filter(({ began = 0 }) => began < (table.find(isOwn)?.began ?? 0));
      expect(older.filter(({ pid }) => kept.has(pid))).toEqual([]);
      expect(older.length).toBeGreaterThan(0);
      expect(table.every(({ parent, group, began }) => [parent, group, began].every(Number.isInteger))).toBe(
        true,
      );
    } finally {
      child.kill("SIGKILL");
    }
  },
);

const isOwn = ({ pid }: { pid: number }) => pid === process.pid;

it("keeps all where the system does not tell when a process began", () => {
  const table = [{ pid: process.pid, parent: 1, group: 1, zombie: false }];
  expect(notOlder(table)).toEqual(table);
});
