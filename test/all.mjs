// The whole of `npm test`: types, lint, bundle, then every test. Its last line is plain: `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "kilo-test-"));
let passed = 0;
let failed = 0;

/** Runs one part through npm's own bin folder; its exit code is one test. */
function part(name, command, args) {
  console.log(`\n> ${name}`);
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status === 0) passed += 1;
  else failed += 1;
  return status === 0;
}

part("types", "npm", ["run", "--silent", "types"]);
part("lint", "npm", ["run", "--silent", "lint"]);
part("bundle", process.execPath, ["esbuild.config.mjs"]);

console.log("\n> tests");
const output = join(folder, "results.json");
const args = [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${output}`,
];
const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
try {
  const results = JSON.parse(readFileSync(output, "utf8"));
  passed += results.numPassedTests;
  failed += results.numFailedTests;
  // A file that cannot even be loaded has no tests to count.
  if (status !== 0 && results.numFailedTests === 0) failed += Math.max(1, results.numFailedTestSuites);
} catch {
  failed += 1;
}
rmSync(folder, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && status === 0 ? 0 : 1;
