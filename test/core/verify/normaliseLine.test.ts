import { describe, expect, it } from "vitest";
import { errorLines } from "../../../src/core/verify/errorLines";
import { normaliseLine, relativePaths } from "../../../src/core/verify/normaliseLine";

describe("two printings of one error", () => {
  it.each([
    ["numbers", "error on line 12: port 8080", "error on line 40: port 9191"],
    ["durations", "failed after 1.25 s", "failed after 800ms"],
    ["addresses", "object at 0x7fc44b9905d0", "object at 0x1"],
    ["times", "2026-11-21T02:45:24.113Z error", "2027-01-02 03:04:05 error"],
    ["clock", "[02:45:24] error", "[13:00:01.5] error"],
    ["temporary folders", "cannot open /tmp/shop-8sk2j1/db.sock", "cannot open /tmp/shop-qq/db.sock"],
    [
      "macOS temporary folders",
      "no /var/folders/ab/xyz/T/run-1/x",
      "no /private/var/folders/cd/q_1/T/run-77/x",
    ],
    ["folders", "error in /home/dev/shop/a.c", "error in /home/dev/shop//a.c".replace("//", "/")],
    [
      "ids",
      "job 0f8fad5b-d9cb-469f-a165-70867728950e failed",
      "job 7c9e6679-7425-40de-944b-e07fc1f90ae7 failed",
    ],
    [
      "hashes",
      "object 83baae61804e65cc73a7201a7252750c76066a30 missing",
      "object 1c002dd4b536e7479fe34593e72e6c6c1819e53b missing",
    ],
    ["spaces", "error:   no", "error: no"],
  ])("%s", (_name, left, right) => {
    expect(normaliseLine(left, "/home/dev/shop")).toBe(normaliseLine(right, "/home/dev/shop"));
  });

  it("keeps different errors different", () => {
    expect(normaliseLine("error: tax is undefined", "")).not.toBe(
      normaliseLine("error: sum is undefined", ""),
    );
  });

  it("takes the root out of paths and nothing else", () => {
    expect(relativePaths("at file:///a/b/c.ts and /a/b/d.ts and /a/bc/e.ts", "/a/b")).toBe(
      "at c.ts and d.ts and /a/bc/e.ts",
    );
    expect(relativePaths("/a/b", "")).toBe("/a/b");
    expect(relativePaths("/a/b", "/")).toBe("/a/b");
  });
});

describe("error lines", () => {
  it.each([
    ["Found 0 errors", []],
    ["12 passing, no failures", []],
    ["npm ERR! code ELIFECYCLE", []],
    ["npm error Lifecycle script `test` failed with error:", []],
    ["all is well", []],
    ["    at run (/x/failed.js:1:2)", []],
    ["fatal: not a git repository", ["fatal: not a git repository"]],
    ["ld: undefined reference to `tax'", ["ld: undefined reference to `tax'"]],
    ["error 1\nerror 2", ["error #"]],
    ["1 is not 2\nmake: *** [Makefile:2: test] Error 1", []],
    ["make[1]: *** [Makefile:2: unit] Error 1\nmake: *** [Makefile:9: test] Error 2", []],
    ['1 is not 2\nerror: script "test" exited with code 1', []],
    [
      "cart.c:1: error: no tax\nmake: *** [Makefile:6: cart.o] Error 1",
      ["cart.c:#: error: no tax", "make: *** [Makefile:#: cart.o] Error #"],
    ],
  ])("%j", (text, lines) => {
    expect(errorLines(text.split("\n"), "")).toEqual(lines);
  });
});
