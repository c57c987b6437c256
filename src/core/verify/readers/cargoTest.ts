// Reads `cargo test` (the list below the second `failures:`) and nextest's `FAIL [ 0.1s] crate test` lines.
import { numbered } from "../numbered";
import type { FailureReader } from "./reader";

const RESULT = /^test result: \S+ (\d+) passed; (\d+) failed;/;
const NEXTEST = /^\s+(?:FAIL|SIGABRT|SIGSEGV|TIMEOUT)\s+\[\s*>?\s*[\d.]+s\]\s+(?:\([^)]*\)\s+)?(\S.*)$/;

export const cargoTestReader: FailureReader = {
  name: "cargo-test",
  read(lines) {
    const nextest = new Set<string>();
    const failing: string[] = [];
    let passed = 0;
    let failed = 0;
    let results = 0;
    let listing = false;
    for (const line of lines) {
      const result = RESULT.exec(line);
      if (result) {
        results += 1;
        passed += Number(result[1]);
        failed += Number(result[2]);
      }
      if (line === "failures:") listing = true;
      else if (listing && /^ {4}\S/.test(line)) failing.push(line.trim().replace(/ \(line \d+\)$/, ""));
      else if (line !== "" || failing.length > 0) listing = listing && line === "";
      const fast = NEXTEST.exec(line)?.[1];
      if (fast !== undefined) nextest.add(fast);
    }
    if (results > 0) return { failing: numbered(failing), passed, failed };
    return nextest.size === 0 ? null : { failing: [...nextest], failed: nextest.size };
  },
};
