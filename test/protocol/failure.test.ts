// What the disk answers becomes one sentence with its cure, whoever met it; a connection's errors are left to who knows them.
import { expect, test } from "vitest";
import { type FailureCode, isDiskFault, toFailure } from "../../src/protocol/failure";

const thrown = (code: string, syscall: string, path?: string) =>
  Object.assign(new Error(`${code}: raw, ${syscall}`), { code, syscall, ...(path ? { path } : {}) });

test.each<[string, FailureCode | undefined, FailureCode, string]>([
  [
    "ENOSPC",
    undefined,
    "storage-failed",
    "/p/f could not be used because the disk is full; free some space.",
  ],
  [
    "ENOSPC",
    "git-failed",
    "storage-failed",
    "/p/f could not be used because the disk is full; free some space.",
  ],
  [
    "EMFILE",
    "tool-failed",
    "storage-failed",
    "/p/f could not be used because too many files are open; close some.",
  ],
  [
    "EROFS",
    undefined,
    "storage-failed",
    "/p/f could not be used because the disk is read-only; make it writable.",
  ],
  [
    "EACCES",
    undefined,
    "storage-failed",
    "/p/f could not be used because access is denied; check its rights.",
  ],
  [
    "EACCES",
    "tool-failed",
    "tool-failed",
    "/p/f could not be used because access is denied; check its rights.",
  ],
  ["ENOENT", "tool-failed", "tool-failed", "ENOENT: raw, open"],
])("%s, met as %s", (code, as, expected, message) => {
  expect(toFailure(thrown(code, "open", "/p/f"), as)).toEqual({ code: expected, message, detail: code });
});

test("a folder that cannot be made says what is in its way: Node says ENOENT for a read-only disk too", () => {
  const message =
    "/p/f could not be used because the folder above it is missing or its disk is read-only; make it, or take another place.";
  expect(toFailure(thrown("ENOENT", "mkdir", "/p/f"))).toEqual({
    code: "storage-failed",
    message,
    detail: "ENOENT",
  });
  expect(toFailure(thrown("ENOENT", "mkdir", "/p/f"), "tool-failed").code).toBe("tool-failed");
});

test("a process that cannot be started and a connection that is refused are no fault of the disk", () => {
  expect(toFailure(thrown("EACCES", "spawn git"), "tool-failed").message).toBe("EACCES: raw, spawn git");
  expect(toFailure(thrown("EMFILE", "connect")).code).toBe("internal");
});

test("one file's rights are no fault of the disk itself", () => {
  expect(["EIO", "ENOSPC", "EACCES", "ENOENT"].map((code) => isDiskFault(thrown(code, "open")))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(isDiskFault(null)).toBe(false);
});

test("of a copy the file there is no room for is named, not the one that is read", () => {
  const copied = (code: string) =>
    toFailure(Object.assign(thrown(code, "copyfile", "/p/from"), { dest: "/q/to" })).message;
  expect(copied("ENOSPC")).toBe("/q/to could not be used because the disk is full; free some space.");
  expect(copied("EIO")).toBe("/p/from could not be used because the disk reports an error; check it.");
});
