// Reads node:test's spec reporter: the section `✖ failing tests:` at its end, each with its file.
import { numbered } from "../numbered";
import type { FailureReader } from "./reader";

export const nodeSpecReader: FailureReader = {
  name: "node-test",
  read(lines) {
    const failed = lastCount(lines, "fail");
    if (failed === undefined) return null;
    const failing: string[] = [];
    let file = "";
    const start = lines.lastIndexOf("✖ failing tests:");
    for (const line of start < 0 ? [] : lines.slice(start + 1)) {
      file = /^test at (.*):\d+:\d+$/.exec(line)?.[1] ?? file;
      const title = /^✖ (.+?)(?: \([\d.]+ms\))?$/.exec(line)?.[1];
      if (title === undefined) continue;
      failing.push(file === "" || title.endsWith(file) ? title : `${file} > ${title}`);
      file = "";
    }
    const passed = lastCount(lines, "pass");
    return { failing: numbered(failing), failed, ...(passed === undefined ? {} : { passed }) };
  },
};

function lastCount(lines: readonly string[], word: string): number | undefined {
  const found = lines.findLast((line) => line.startsWith(`ℹ ${word} `));
  return found === undefined ? undefined : Number(found.slice(word.length + 3));
}
