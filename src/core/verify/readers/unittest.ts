// Reads Python's unittest, which Django's runner prints too: `FAIL: test_name (module.Class.test_name)`.
import type { FailureReader } from "./reader";

const ENTRY = /^(?:FAIL|ERROR): (\S+) \(([^)]*)\)(.*)$/;

export const unittestReader: FailureReader = {
  name: "unittest",
  read(lines) {
    const ran = lines.findLast((line) => /^Ran \d+ tests? in /.test(line));
    if (ran === undefined) return null;
    const failing = new Set<string>();
    for (const line of lines) {
      const [, title = "", owner = "", rest = ""] = ENTRY.exec(line) ?? [];
      // Python before 3.11 leaves the method out of the brackets.
      if (title !== "") failing.add((owner.endsWith(`.${title}`) ? owner : `${owner}.${title}`) + rest);
    }
    const total = Number.parseInt(ran.slice(4), 10);
    return { failing: [...failing], failed: failing.size, passed: Math.max(0, total - failing.size) };
  },
};
