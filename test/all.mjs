// The whole of `npm test`: types, lint, package, every test, then those in a real VS Code. Its last line is plain:
// `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ofSessions, shareOf } from "./share.mjs";
import { prepareSandbox, prepareWorkbench } from "./workbench/prepare.mjs";

const folder = mkdtempSync(join(tmpdir(), "kilo-test-"));
const wall = { all: 0, sessions: 0 };
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

/** Runs the tests of one vitest configuration and counts them. */
function tests(name, config, env = {}) {
  console.log(`\n> ${name}`);
  const output = join(folder, `${name}.json`);
  const args = ["node_modules/vitest/vitest.mjs", "run", "--config", config];
  args.push("--reporter=default", "--reporter=json", `--outputFile.json=${output}`);
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } });
  try {
    const results = JSON.parse(readFileSync(output, "utf8"));
    const { all, share } = shareOf(results, ofSessions);
    wall.all += all;
    wall.sessions += share;
    passed += results.numPassedTests;
    failed += results.numFailedTests;
    // A file that cannot even be loaded has no tests to count.
    if (status !== 0 && results.numFailedTests === 0) failed += Math.max(1, results.numFailedTestSuites);
  } catch {
    failed += 1;
  }
}

const minutes = (seconds) => `${(seconds / 60).toFixed(1)} min`;

part("types", "npm", ["run", "--silent", "types"]);
part("lint", "npm", ["run", "--silent", "lint"]);
const packed = part("package", "npm", ["run", "--silent", "package"]);
// A copy, for whoever builds while the tests run.
const program = join(folder, "program");
if (packed) cpSync("dist", program, { recursive: true, dereference: true });
await prepareSandbox();
// First of all, for it brings the Chromium in which pages are looked at.
const workbench = await prepareWorkbench({ say: (line) => console.log(line) });
tests("tests", "vitest.config.mts", packed ? { KILO_PROGRAM: program } : {});

// The packaged extension in a real VS Code, on machines where that can be had.
if (!workbench.ok) console.log(`\n> workbench: skipped. ${workbench.why}`);
else if (!packed) console.log("\n> workbench: skipped, as there is no package to install.");
else {
  const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));
  tests("workbench", "test/workbench/vitest.config.mts", { KILO_VSIX: `dist/${name}-${version}.vsix` });
}

rmSync(folder, { recursive: true, force: true });
console.log(`\nSessions of agents took ${minutes(wall.sessions)} of the tests' ${minutes(wall.all)}.`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
