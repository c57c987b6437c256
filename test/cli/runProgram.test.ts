// What no verb expected: an answer of the disk is one sentence with its cure, and only a bug is one to report.
import { expect, test } from "vitest";
import type { Host } from "../../src/cli/host";
import { runProgram } from "../../src/cli/runProgram";

async function met(thrown: Error): Promise<string[]> {
  const said: string[] = [];
  const print = () => {
    throw thrown;
  };
  await runProgram(["--version"], { print, say: (line: string) => said.push(line) } as unknown as Host);
  return said;
}

test("the disk's own answers are told as such", async () => {
  const full = { code: "ENOSPC", syscall: "write", path: "/p/f" };
  expect(await met(Object.assign(new Error("ENOSPC: raw"), full))).toEqual([
    "/p/f could not be used because the disk is full; free some space.",
  ]);
  expect((await met(new Error("what?")))[0]).toBe("An internal error, please report it: what?");
});
