// Finds ruff, only where the project configures it.
import { configuredIn, pythonProgram } from "../pythonPrograms";
import type { CheckDetector } from "./detector";

const PLACES: [string, string][] = [
  ["ruff.toml", ""],
  [".ruff.toml", ""],
  ["pyproject.toml", "[tool.ruff"],
];

export const ruffDetector: CheckDetector = {
  name: "ruff",
  async detect(reader) {
    const origin = await configuredIn(reader, PLACES);
    if (origin === null) return { checks: [], skipped: [] };
    const ruff = await pythonProgram(reader, "ruff");
    if (ruff === null)
      return { checks: [], skipped: [`ruff is configured (${origin}) but is not installed.`] };
    return {
      checks: [{ id: "ruff", kind: "lint", command: `${ruff} check .`, cwd: "", origin }],
      skipped: [],
    };
  },
};
