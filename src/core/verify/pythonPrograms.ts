// Where a Python project's programs are: in its own virtual environment, else on the PATH.
import type { ProjectReader } from "./detectors/detector";

const FOLDERS = [".venv/bin", "venv/bin", ".venv/Scripts", "venv/Scripts"];

/**
 * How to call a program of a Python project.
 * @param program `ruff`, `mypy`, `pytest`, `python` …
 * @returns the word for the shell, or null where it is not installed
 */
export async function pythonProgram(reader: ProjectReader, program: string): Promise<string | null> {
  for (const folder of FOLDERS) {
    const names = await reader.list(folder);
    const file = [program, `${program}.exe`].find((name) => names.includes(name));
    if (file !== undefined) return `${folder}/${file}`;
  }
  return (await reader.which(program)) ? program : null;
}

/**
 * Whether a section stands in one of the files.
 * @param places file and the section's opening, such as `[tool.ruff`
 * @returns the first such file
 */
export async function configuredIn(
  reader: ProjectReader,
  places: [string, string][],
): Promise<string | null> {
  for (const [file, section] of places) {
    const text = await reader.readText(file);
    if (text?.split(/\r?\n/).some((line) => line.trimStart().startsWith(section))) return file;
  }
  return null;
}
