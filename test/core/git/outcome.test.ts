// What git's rooms answer where a call on a file failed: the disk's failure, whatever its reason, so that a run rests and
// no task ends over it. Anything else keeps the code of the room.
import { expect, it } from "vitest";
import { outcomeOf } from "../../../src/core/git/outcome";
import { FailureError, failure } from "../../../src/protocol/failure";

const thrown = (code: string, syscall: string) =>
  Object.assign(new Error(`${code}: no`), { code, syscall, path: ".git/HEAD" });

it.each([
  ["a file whose rights are in the way", thrown("EACCES", "stat"), "storage-failed"],
  ["a disk that fails", thrown("EIO", "read"), "storage-failed"],
  ["a program that may not be started", thrown("EACCES", "spawn git"), "git-failed"],
  ["a file that is not there", thrown("ENOENT", "stat"), "git-failed"],
  ["a bug", new Error("what?"), "git-failed"],
  ["an expected failure", new FailureError(failure("conflict", "Both changed it.")), "conflict"],
] as const)("%s", async (_, what, code) => {
  const result = await outcomeOf(async () => {
    throw what;
  });
  expect(result).toMatchObject({ ok: false, failure: { code } });
});
