import { it } from "vitest";
import { failureReaders } from "/work/main/src/core/verify/readers/index";
import { errorLines } from "/work/main/src/core/verify/errorLines";
import { boundLines } from "/work/main/src/core/verify/boundLines";
const units = ["x", " ", "x ", ":", "1:", "(", "1", ".", "[", "#", "a/b.c:1 ", "> ", " > ", "--> ", "FAILED ", "Time elapsed: ", " - ", "failed, ", "1 passed, ", "0x", "error ", "a.b(", "\t", "https://a.b/", "deadbeef0"];
const signs = "Tests run: 1, Failures: 1\nTest Suites: 1\nTAP version 13\n> Task :test\nbun test v1\n Test Files  1\n  1 failing\nfailures:\ntest result: F 1 passed; 1 failed;\nℹ fail 1\nRan 1 test in 1\nFAIL\tx\n1 failed in 1.0s\n";
it("perf", () => {
  for (const unit of units) for (const [pre, post] of [["", "y"], ["x", "y"], ["[ERROR] x", "<"], ["error ", " 0"]]) {
    const line = pre + unit.repeat(Math.floor(1990 / unit.length)) + post;
    const lines = boundLines(signs + `${line}\n`.repeat(1000));
    for (const r of [...failureReaders, { name: "lines", read: (l: string[]) => errorLines(l, "/r") as never }]) {
      const t = performance.now(); r.read(lines, { kind: "lint", command: "" }); const ms = performance.now() - t;
      if (ms > 150) console.log(JSON.stringify(unit), pre, r.name, Math.round(ms));
    }
  }
}, 300000);
