// Where a person mends a mistake in the configuration: the file and line, or the setting, that its sentence names. Pure.
import { isAbsolute, join } from "node:path";

export type ProblemPlace =
  | { kind: "file"; path: string; line: number }
  /** `kilo.orchestrator.budgetUsd`. */
  | { kind: "setting"; name: string; workspace: boolean };

/**
 * @param problem one sentence a line, as the configuration's readers write them; the first one's place is told.
 * @param folder the workspace folder, which a project's file is named from.
 * @returns null where the sentence names no place.
 */
export function problemPlace(problem: string, folder: string | null): ProblemPlace | null {
  const setting = /^VS Code (workspace )?settings: (kilo(?:\.\w+)+)/.exec(problem);
  if (setting) return { kind: "setting", name: setting[2] ?? "kilo", workspace: setting[1] !== undefined };
  const file = /^(\S.*?\.(?:toml|json))(?::(\d+))?[: ]/.exec(problem);
  const path = file?.[1];
  if (path === undefined) return null;
  const line = Number(file?.[2] ?? 1);
  if (isAbsolute(path)) return { kind: "file", path, line };
  return folder === null ? null : { kind: "file", path: join(folder, path), line };
}
