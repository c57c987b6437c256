// Reads TAP 13 and 14 with indented subtests (node --test, tap) and comment groups (tape).
import { dropParents } from "../dropParents";
import { numbered } from "../numbered";
import type { FailureReader } from "./reader";

const POINT = /^( *)(not ok|ok) \d+(?: -)?(?: (.*?))?(?:\s*\{)?$/;
const SUBTEST = /^( *)# Subtest: (.*)$/;
const SUMMARY = /^# (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms|ok)\b ?(.*)$/;

export const tapReader: FailureReader = {
  name: "tap",
  read(lines) {
    if (!lines.some((line) => /^TAP version 1[34]/.test(line))) return null;
    const failing: string[] = [];
    const counts = new Map<string, number>();
    const groups: string[] = [];
    for (const [index, line] of lines.entries()) {
      const summary = SUMMARY.exec(line);
      const subtest = SUBTEST.exec(line);
      if (summary) counts.set(summary[1] ?? "", Number(summary[2]));
      else if (subtest) groups.splice(depth(subtest[1]), groups.length, subtest[2] ?? "");
      else if (line.startsWith("# ")) groups.splice(0, groups.length, line.slice(2));
      else if (line.startsWith("Bail out!")) failing.push(`bail out: ${line.slice(9).trim()}`);
      const point = POINT.exec(line);
      if (point?.[2] !== "not ok" || /#\s*(?:TODO|SKIP)\b/i.test(line)) continue;
      failing.push(fullName(lines, index, groups, depth(point[1]), point[3] ?? ""));
    }
    const passed = counts.get("pass");
    const failed = counts.get("fail");
    return {
      failing: numbered(dropParents(failing, " > ")),
      ...(passed === undefined ? {} : { passed }),
      ...(failed === undefined ? {} : { failed }),
    };
  },
};

function depth(indent: string | undefined): number {
  return Math.floor((indent ?? "").length / 4);
}

/** node:test says the file in the block below the point; tape's group is the comment above its points. */
function fullName(
  lines: readonly string[],
  index: number,
  groups: string[],
  level: number,
  title: string,
): string {
  const above = groups.slice(0, level);
  const tapeGroup = level === 0 && groups.length === 1 && groups[0] !== title ? groups : above;
  const name = [...tapeGroup, title].join(" > ");
  for (let at = index + 1; at < Math.min(index + 8, lines.length); at += 1) {
    const file = /^\s+location: '(.*):\d+:\d+'$/.exec(lines[at] ?? "")?.[1];
    if (file !== undefined) return file.endsWith(title) ? file : `${file} > ${name}`;
    if (/^\s*\.\.\.$/.test(lines[at] ?? "")) break;
  }
  return name;
}
