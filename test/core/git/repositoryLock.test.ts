import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { processStart, sweepRepositoryLock, withRepositoryLock } from "../../../src/core/git/repositoryLock";
import { temporaryFolder } from "./support";

describe("the lock of a repository", () => {
  const lockOf = (folder: string, holder: object) => {
    mkdirSync(join(folder, "kilo"), { recursive: true });
    writeFileSync(
      join(folder, "kilo", "worktrees.lock"),
      JSON.stringify({ nonce: "n", host: hostname(), start: "1", ...holder }),
    );
  };
  const short = { waitMs: 60 };

  it.each([
    ["a dead process", { pid: 2 ** 22 + 1 }],
    ["a process whose number was given to another", { pid: process.pid, start: "1" }],
  ])("is taken over from %s", async (_, holder) => {
    const folder = temporaryFolder();
    lockOf(folder, holder);
    expect(
      await Promise.all([1, 2, 3].map((each) => withRepositoryLock(folder, async () => each, short))),
    ).toEqual([1, 2, 3]);
  });

  it.each([
    [
      "a living process",
      { pid: process.pid, start: processStart(process.pid) },
      /Process \d+ on .* holds the lock/,
    ],
    ["another machine", { pid: 1, host: "elsewhere" }, /Process 1 on elsewhere/],
  ])("is waited for, never taken, from %s", async (_, holder, wanted) => {
    const folder = temporaryFolder();
    lockOf(folder, holder);
    await expect(withRepositoryLock(folder, async () => null, short)).rejects.toThrow(wanted);
    expect(existsSync(join(folder, "kilo", "worktrees.lock"))).toBe(true);
  });

  it("is given back when the work fails", async () => {
    const folder = temporaryFolder();
    await expect(withRepositoryLock(folder, async () => Promise.reject(new Error("no")))).rejects.toThrow(
      "no",
    );
    expect(await withRepositoryLock(folder, async () => "next", short)).toBe("next");
  });

  it("is grabbed by way of a file of one's own, which goes once its process is dead", () => {
    const folder = temporaryFolder();
    const start = processStart(process.pid);
    const holders = [{ pid: 2 ** 22 + 1, start: "1" }, { pid: process.pid, start }, null];
    const files = holders.map((holder, index) => {
      const nonce = `${index}`.repeat(16);
      const file = join(folder, "kilo", `worktrees.lock.${nonce}`);
      mkdirSync(join(folder, "kilo"), { recursive: true });
      writeFileSync(file, holder ? JSON.stringify({ nonce, host: hostname(), ...holder }) : "");
      return file;
    });
    sweepRepositoryLock(folder);
    expect(files.map((file) => existsSync(file))).toEqual([false, true, true]);
    const long = Date.now() / 1000 - 60;
    utimesSync(files[2] ?? "", long, long);
    sweepRepositoryLock(folder);
    expect(files.map((file) => existsSync(file))).toEqual([false, true, false]);
  });
});
