// Finds pytest: by its configuration, or by test files where it looks for them.
import { configuredIn, pythonProgram } from "../pythonPrograms";
import type { CheckDetector, ProjectReader } from "./detector";

const PLACES: [string, string][] = [
  ["pytest.ini", ""],
  ["pyproject.toml", "[tool.pytest"],
  ["tox.ini", "[pytest]"],
  ["setup.cfg", "[tool:pytest]"],
];
const TEST_FILE = /^(?:test_.*|.*_test)\.py$/;

export const pytestDetector: CheckDetector = {
  name: "pytest",
  async detect(reader) {
    const origin = (await configuredIn(reader, PLACES)) ?? (await testFiles(reader));
    if (origin === null) return { checks: [], skipped: [] };
    const pytest = await pythonProgram(reader, "pytest");
    if (pytest === null)
      return { checks: [], skipped: [`pytest is used here (${origin}) but is not installed.`] };
    // As a module it has the root on its path, as most projects expect.
    const python = (await pythonProgram(reader, "python")) ?? (await pythonProgram(reader, "python3"));
    const command =
      python !== null && python.includes("/") === pytest.includes("/")
        ? `${python} -m pytest -q`
        : `${pytest} -q`;
    return { checks: [{ id: "pytest", kind: "test", command, cwd: "", origin }], skipped: [] };
  },
};

async function testFiles(reader: ProjectReader): Promise<string | null> {
  for (const folder of ["tests", "test", ""]) {
    const file = (await reader.list(folder)).find((name) => TEST_FILE.test(name));
    if (file !== undefined) return folder === "" ? file : `${folder}/${file}`;
  }
  // Deeper test folders keep their shared fixtures at the top.
  for (const file of ["tests/conftest.py", "test/conftest.py", "conftest.py"]) {
    if ((await reader.readText(file)) !== null) return file;
  }
  return null;
}
