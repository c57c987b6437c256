// Which importer reads a file, told by where it stands. Pure.
import { importClaude, importGithub, importOpencode } from "./agentFiles";
import { importModes } from "./modeFile";
import type { Imported } from "./sketch";

/** Files and folders of a project that are looked at, in this order. */
export const importPlaces: readonly string[] = [
  ".roomodes",
  ".kilocodemodes",
  ".claude/agents",
  ".github/agents",
  ".opencode/agent",
  ".opencode/agents",
];

/**
 * @param path with `/`, relative or absolute.
 * @returns null for a file that no importer reads.
 */
export function importRole(path: string, text: string): Imported | null {
  const parts = path.split(/[/\\]/);
  const file = parts.at(-1) ?? "";
  if (/^\.?(roomodes|kilocodemodes)$/.test(file) || /custom_?modes\.(ya?ml|json)$/i.test(file))
    return importModes(text, path);
  if (!file.endsWith(".md")) return null;
  const name = file.slice(0, -3);
  const folder = parts.slice(0, -1).join("/");
  if (/(^|\/)\.claude\/agents(\/|$)/.test(folder)) return importClaude(text, path, name);
  if (/(^|\/)\.opencode\/agents?(\/|$)/.test(folder)) return importOpencode(text, path, name);
  if (/(^|\/)\.github\/agents(\/|$)/.test(folder) || name.endsWith(".agent"))
    return importGithub(text, path, name);
  return null;
}
