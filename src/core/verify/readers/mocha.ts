// Reads Mocha's spec and dot reporters: the numbered list below `N failing`, whose titles end with a colon.
import { numbered } from "../numbered";
import type { FailureReader } from "./reader";

const FAILING = /^\s+(\d+) failing$/;
const LONGEST_TITLE = 12;

export const mochaReader: FailureReader = {
  name: "mocha",
  read(lines) {
    const start = lines.findLastIndex((line) => FAILING.test(line));
    const passed = lines.findLast((line) => /^\s+\d+ passing \(/.test(line));
    if (start < 0 && passed === undefined) return null;
    const failing: string[] = [];
    for (let index = start + 1; start >= 0 && index < lines.length; index += 1) {
      const first = /^ {2}\d+\) (.+)$/.exec(lines[index] ?? "")?.[1];
      if (first !== undefined) failing.push(titleFrom(lines, index, first));
    }
    return {
      failing: numbered(failing),
      failed: Number(FAILING.exec(lines[start] ?? "")?.[1] ?? 0),
      ...(passed === undefined ? {} : { passed: Number.parseInt(passed, 10) }),
    };
  },
};

function titleFrom(lines: readonly string[], index: number, first: string): string {
  const parts = [first];
  for (let at = index + 1; at < index + LONGEST_TITLE && !(parts.at(-1) ?? "").endsWith(":"); at += 1) {
    const line = lines[at] ?? "";
    if (!/^ {7,}\S/.test(line)) break;
    parts.push(line.trim());
  }
  return parts.join(" > ").replace(/:$/, "");
}
