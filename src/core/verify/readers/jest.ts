// Reads Jest's default reporter: `● suite › test` under `FAIL file`; a suite that did not load is its file.
import type { FailureReader } from "./reader";

const FILE = /^FAIL\s+(.+?)(?: \([\d.]+ m?s\))?$/;
const BULLET = /^\s*● (.+)$/;
const NO_TEST = /^(?:Console$|Cannot log after|Deprecation|Validation|Multiple configurations)/;

export const jestReader: FailureReader = {
  name: "jest",
  read(lines) {
    if (!lines.some((line) => /^Test Suites:\s/.test(line))) return null;
    const failing = new Set<string>();
    let file = "";
    let counts = "";
    for (const line of lines) {
      if (line.startsWith("PASS ")) file = "";
      file = FILE.exec(line)?.[1] ?? file;
      const bullet = BULLET.exec(line)?.[1];
      if (bullet !== undefined && !NO_TEST.test(bullet)) failing.add(nameOf(file, bullet));
      if (/^Tests:\s/.test(line)) counts = line;
    }
    return {
      failing: [...failing],
      ...(counts === "" ? {} : { passed: count(counts, "passed"), failed: count(counts, "failed") }),
    };
  },
};

function nameOf(file: string, bullet: string): string {
  if (bullet === "Test suite failed to run") return file === "" ? bullet : file;
  return file === "" ? bullet : `${file} › ${bullet}`;
}

function count(text: string, word: string): number {
  return Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0);
}
