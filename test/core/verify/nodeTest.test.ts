// The two reporters of the node that runs this test, read live: their format is the only one that moves under us.
import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readFailures } from "../../../src/core/verify/readFailures";

const root = realpathSync(mkdtempSync(join(tmpdir(), "kilo-node-test-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));
writeFileSync(
  join(root, "cart.test.mjs"),
  `import { describe, it } from "node:test";
describe("cart", () => {
  it("adds", () => {});
  it("rounds", () => { throw new Error("no"); });
});
`,
);

describe("node --test", () => {
  it.each([
    ["spec", "cart.test.mjs > rounds"],
    ["tap", "cart.test.mjs > cart > rounds"],
  ])("%s", (reporter, name) => {
    const environment = { ...process.env };
    delete environment.NODE_TEST_CONTEXT;
    const ended = spawnSync(process.execPath, ["--test", `--test-reporter=${reporter}`, "cart.test.mjs"], {
      cwd: root,
      encoding: "utf8",
      env: environment,
    });
    const outcome = {
      end: "exited",
      exitCode: ended.status,
      output: ended.stdout + ended.stderr,
      outputHash: "",
      ms: 1,
    } as const;
    const check = { id: "t", kind: "test", command: "node --test", cwd: "", origin: "test" } as const;
    expect(readFailures(outcome, check, root)).toMatchObject({
      failing: [name],
      passedCount: 1,
      failedCount: 1,
    });
  });
});
