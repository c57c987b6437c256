// `npm run test:faults`: every table of faults, played whole, and one table of what was tried and lost. Its last line is
// plain: `N tried, N lost`. It ends with an exit code other than 0 where anything was lost or a test failed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const limitMs = 20 * 60_000;
const home = join("test", "faults");

/** Tests that hand in rows, wherever they stand. */
function countingTests(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "fixtures" ? [] : countingTests(path);
    const isTest = entry.name.endsWith(".test.ts");
    return isTest && (folder.startsWith(home) || /faults\/tally|deathMatrix/.test(readFileSync(path, "utf8")))
      ? [path]
      : [];
  });
}

const folder = mkdtempSync(join(tmpdir(), "kilo-faults-"));
const rows = join(folder, "rows.jsonl");
const started = Date.now();
const chosen = process.argv.slice(2);
const { status, signal } = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--testTimeout=900000",
    ...(chosen.length > 0 ? chosen : countingTests("test")),
  ],
  {
    stdio: "inherit",
    timeout: limitMs,
    env: { ...process.env, KILO_FAULTS: "full", KILO_FAULT_ROWS: rows },
  },
);

const read = () => {
  try {
    return readFileSync(rows, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
};
const table = read().sort((one, other) => one.what.localeCompare(other.what));
const width = Math.max(4, ...table.map(({ what }) => what.length));
console.log(`\n${"what".padEnd(width)}     tried  lost  figure`);
for (const { what, tried, lost, note } of table)
  console.log(
    `${what.padEnd(width)}  ${String(tried).padStart(8)}  ${String(lost).padStart(4)}  ${note ?? ""}`,
  );

const sum = (key) => table.reduce((all, row) => all + row[key], 0);
if (signal) console.log(`Stopped after ${limitMs / 60_000} minutes; what is missing above was not tried.`);
console.log(`\nNode ${process.version}, ${process.platform}, ${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${sum("tried")} tried, ${sum("lost")} lost`);
rmSync(folder, { recursive: true, force: true });
process.exitCode = status === 0 && sum("lost") === 0 ? 0 : 1;
