// Projects in temporary folders, with the programs a machine may have.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { ProjectReader } from "../../../src/core/verify/detectors/detector";
import { findChecks } from "../../../src/core/verify/findChecks";

const base = mkdtempSync(join(tmpdir(), "kilo-checks-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
/** Programs of a well-stocked machine. */
export const installed = [
  "npm",
  "pnpm",
  "yarn",
  "bun",
  "python",
  "pytest",
  "ruff",
  "mypy",
  "cargo",
  "go",
  "make",
  "mvn",
  "gradle",
];

function project(files: Record<string, string>, programs: string[]): ProjectReader {
  const root = mkdtempSync(join(base, "p-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return {
    readText: (path) => readFile(join(root, path), "utf8").catch(() => null),
    list: (path) => readdir(join(root, path)).catch(() => []),
    which: async (program) => programs.includes(program),
  };
}

/** Runs the detection over a folder with these files. */
export async function find(
  files: Record<string, string>,
  { programs = installed, overrides = {} as Record<string, string> } = {},
) {
  const { checks, skipped } = await findChecks(project(files, programs), overrides);
  return {
    commands: checks.map((check) => `${check.id} (${check.kind}): ${check.command}`),
    skipped,
    checks,
  };
}

/** A package.json with these scripts. */
export const scripts = (lines: Record<string, string>, more: object = {}) => ({
  "package.json": JSON.stringify({ scripts: lines, ...more }),
});
