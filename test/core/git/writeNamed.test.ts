// What cannot be written is told with its path, also where the file was opened and there is no room in it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeNamed } from "../../../src/core/git/writeNamed";
import { toFailure } from "../../../src/protocol/failure";
import { temporaryFolder } from "./support";

const met = (work: () => void): string => {
  try {
    work();
  } catch (thrown) {
    return toFailure(thrown).message;
  }
  return "";
};

test.runIf(existsSync("/dev/full"))("a full disk names the file", () => {
  expect(met(() => writeNamed("/dev/full", "x"))).toBe(
    "/dev/full could not be used because the disk is full; free some space.",
  );
});

test("what can be written is written", () => {
  const path = join(temporaryFolder(), "a");
  writeNamed(path, "x", { mode: 0o600 });
  expect(readFileSync(path, "utf8")).toBe("x");
});
