// Reads `bun test`: `(fail) suite > test [0.1ms]` below the file's own line.
import { numbered } from "../numbered";
import type { FailureReader } from "./reader";

export const bunReader: FailureReader = {
  name: "bun",
  read(lines) {
    if (!lines.some((line) => /^bun test v\d/.test(line))) return null;
    const failing: string[] = [];
    let file = "";
    let passed: number | undefined;
    let failed: number | undefined;
    for (const line of lines) {
      file = /^(\S+\.\w+):$/.exec(line)?.[1] ?? file;
      const title = /^(?:\(fail\)|✗) (.+?)(?: \[[\d.]+m?s\])?$/.exec(line)?.[1];
      if (title !== undefined) failing.push(file === "" ? title : `${file} > ${title}`);
      const sum = /^ (\d+) (pass|fail)$/.exec(line);
      if (sum?.[2] === "pass") passed = Number(sum[1]);
      if (sum?.[2] === "fail") failed = Number(sum[1]);
    }
    return {
      failing: numbered(failing),
      ...(passed === undefined ? {} : { passed }),
      ...(failed === undefined ? {} : { failed }),
    };
  },
};
