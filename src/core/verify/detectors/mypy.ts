// Finds mypy, only where the project configures it; a configuration that names its files is run as it is.
import { configuredIn, pythonProgram } from "../pythonPrograms";
import type { CheckDetector } from "./detector";

const PLACES: [string, string][] = [
  ["mypy.ini", "[mypy"],
  [".mypy.ini", "[mypy"],
  ["pyproject.toml", "[tool.mypy"],
  ["setup.cfg", "[mypy"],
];

export const mypyDetector: CheckDetector = {
  name: "mypy",
  async detect(reader) {
    const origin = await configuredIn(reader, PLACES);
    if (origin === null) return { checks: [], skipped: [] };
    const mypy = await pythonProgram(reader, "mypy");
    if (mypy === null)
      return { checks: [], skipped: [`mypy is configured (${origin}) but is not installed.`] };
    const namesFiles = /^\s*(?:files|packages|modules)\s*=/m.test(
      mypySection((await reader.readText(origin)) ?? ""),
    );
    const command = namesFiles ? mypy : `${mypy} .`;
    return { checks: [{ id: "mypy", kind: "types", command, cwd: "", origin }], skipped: [] };
  },
};

/** The file from mypy's first section to the next foreign one: other tools have `files =` too. */
function mypySection(text: string): string {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => /^\s*\[(?:tool\.)?mypy\]/.test(line));
  if (start < 0) return "";
  const end = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line));
  return lines.slice(start, end < 0 ? undefined : end).join("\n");
}
