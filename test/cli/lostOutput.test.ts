// What is printed goes to a full disk: the program says so, and does not end as if all were well.
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { buildProgram, removeProgram } from "./program";

afterAll(removeProgram);

test.runIf(existsSync("/dev/full"))("output that is lost is a failure, and told on stderr", async () => {
  const bundle = await buildProgram();
  const full = openSync("/dev/full", "w");
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [bundle, ...words], { stdio: ["ignore", full, "pipe"], encoding: "utf8" });
  const { status, stderr } = run("--help");
  expect([status, stderr]).toEqual([
    1,
    "Not all of the output could be written: no space is left where it goes. Write it elsewhere.\n",
  ]);
  expect(run("nonsense").status).toBe(2);
  closeSync(full);
});
