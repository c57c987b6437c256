// Reads Gradle's test task: `Class > test FAILED`, told apart by the task that ran it.
import { dropParents } from "../dropParents";
import { numbered } from "../numbered";
import type { FailureReader } from "./reader";

export const gradleReader: FailureReader = {
  name: "gradle",
  read(lines) {
    if (!lines.some((line) => /^> Task :|^\d+ tests? completed, /.test(line))) return null;
    const failing: string[] = [];
    let task = "";
    let completed = 0;
    let failed = 0;
    for (const line of lines) {
      task = /^> Task :(\S+)/.exec(line)?.[1] ?? task;
      if (/^[^\s>]/.test(line) && line.endsWith(" FAILED") && line.includes(" > ")) {
        const name = line.slice(0, -" FAILED".length);
        failing.push(task === "" || task === "test" ? name : `:${task} ${name}`);
      }
      const sum = /^(\d+) tests? completed(?:, (\d+) failed)?(?:, (\d+) skipped)?/.exec(line);
      completed += Number(sum?.[1] ?? 0) - Number(sum?.[3] ?? 0);
      failed += Number(sum?.[2] ?? 0);
    }
    const counts = completed > 0 ? { passed: completed - failed, failed } : {};
    return { failing: numbered(dropParents(failing, " > ")), ...counts };
  },
};
