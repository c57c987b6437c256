// Finds the project's own checks at its root, and applies the user's overrides. Promises to run nothing.
// What was seen and is not run is said in one sentence each.
import type { Check } from "../../protocol/check";
import type { FoundChecks, ProjectReader } from "./detectors/detector";
import { checkDetectors } from "./detectors/index";

/**
 * @param overrides check id → shell command; "" removes the check, an unknown id adds one
 */
export async function findChecks(
  reader: ProjectReader,
  overrides: Readonly<Record<string, string>>,
): Promise<FoundChecks> {
  const found: FoundChecks = { checks: [], skipped: [] };
  for (const detector of checkDetectors) {
    const { checks, skipped } = await detector.detect(reader);
    found.skipped.push(...skipped);
    for (const check of checks) {
      const same = found.checks.find((other) => repeats(check, other));
      if (same) found.skipped.push(`"${check.command}" is not run, for ${same.id} is of the same kind.`);
      else found.checks.push(check);
    }
  }
  return applyOverrides(found, overrides);
}

/** A make target mostly calls the tool that was found by itself. */
function repeats(check: Check, other: Check): boolean {
  return check.id.startsWith("make-") && !other.id.startsWith("make-") && check.kind === other.kind;
}

function applyOverrides(found: FoundChecks, overrides: Readonly<Record<string, string>>): FoundChecks {
  const checks = new Map(found.checks.map((check) => [check.id, check]));
  const skipped = [...found.skipped];
  for (const [id, line] of Object.entries(overrides)) {
    const command = line.trim();
    const known = checks.get(id);
    if (command !== "") {
      checks.set(id, {
        id,
        kind: known?.kind ?? kindOf(id, command),
        command,
        cwd: known?.cwd ?? "",
        origin: "config",
      });
    } else if (known) {
      checks.delete(id);
      skipped.push(`"${known.command}" is not run, for the configuration turns ${id} off.`);
    }
  }
  return { checks: [...checks.values()], skipped };
}

/** A check of the configuration says its kind by its words. */
function kindOf(id: string, command: string): Check["kind"] {
  for (const text of [id, command]) {
    if (/\b(?:test|tests|pytest|jest|vitest|mocha|rspec|spec|e2e)\b/i.test(text)) return "test";
    if (/\b(?:lint|eslint|ruff|clippy|flake8|biome|vet|rubocop|format)\b/i.test(text)) return "lint";
    if (/\b(?:types?|typecheck|tsc|mypy|pyright)\b/i.test(text)) return "types";
    if (/\b(?:build|compile)\b/i.test(text)) return "build";
  }
  return "other";
}
