// Paths an agent may not change unseen: they hold git's state, the engine's own files, or settings that make
// editors, hooks and other agents run programs. Judged by name alone; links were resolved before.
import { askPerson, deny, type Judgement } from "./verdict";

/** Never written by an agent's tool or shell command. */
const closed = new Map([
  [".git", "git's own files"],
  [".kilocode", "the engine's own files"],
  [".kilo", "the engine's own files"],
]);

/** Written only after a person saw the change, and never through a shell; by the name of any part of the path. */
const guardedNames = new Map([
  ...[".vscode", ".idea", ".devcontainer", ".zed"].map((name) => [name, "editor settings"] as const),
  ...[".cursor", ".claude", ".gemini", ".codex", ".roo", ".mcp.json", ".cursorrules", ".clinerules"].map(
    (name) => [name, "settings of another agent"] as const,
  ),
  ...[".husky"].map((name) => [name, "settings that git acts on"] as const),
  ...[".npmrc", ".yarnrc", ".yarnrc.yml"].map((name) => [name, "settings that run programs"] as const),
  ...[".bashrc", ".bash_profile", ".profile", ".zshrc", ".zshenv", ".zprofile", ".gitconfig", ".ssh"].map(
    (name) => [name, "the user's own settings"] as const,
  ),
]);

/** Written only after a person saw the change; a shell line that writes them is asked about like any other. */
const noticedNames = new Map([
  ...["agents.md", "claude.md", "gemini.md", ".windsurfrules", "copilot-instructions.md"].map(
    (name) => [name, "instructions for agents"] as const,
  ),
  ...[".pre-commit-config.yaml", ".lefthook.yml", "lefthook.yml", ".gitmodules"].map(
    (name) => [name, "settings that git acts on"] as const,
  ),
  ...[".pnpmfile.cjs", ".envrc"].map((name) => [name, "settings that run programs"] as const),
]);

/** Folders of programs that later commands start by name. */
const programFolder = /(^|\/)(node_modules\/\.bin|\.?venv\/(bin|scripts))(\/|$)/;

/**
 * @param path relative to the root; `/` or `\\` between its parts.
 * @returns null for an ordinary path; `deny` for what no agent writes, `ask` (a person only) for guarded settings.
 */
export function protectedTarget(path: string): Judgement | null {
  const shell = shellProtected(path);
  if (shell) return shell;
  const parts = partsOf(path);
  for (const part of parts) {
    const why = noticedNames.get(part);
    if (why) return askPerson(`${path} is among ${why}`);
  }
  if (programFolder.test(parts.join("/"))) return askPerson(`${path} is a program that other commands start`);
  return null;
}

/** The part of {@link protectedTarget} that a shell never writes, because only the edit tools show what would change. */
export function shellProtected(path: string): Judgement | null {
  const parts = partsOf(path);
  for (const part of parts) {
    const why = closed.get(part);
    if (why) return deny(`${path} belongs to ${why}; no agent writes there`);
  }
  for (const part of parts) {
    const why = guardedNames.get(part);
    if (why) return askPerson(`${path} is among ${why}`);
  }
  return parts.at(-1)?.endsWith(".code-workspace") ? askPerson(`${path} is among editor settings`) : null;
}

function partsOf(path: string): string[] {
  return path.replaceAll("\\", "/").toLowerCase().split("/").map(plainName);
}

/** Windows drops trailing dots and blanks and reads `name:stream` as `name`. */
function plainName(part: string): string {
  const bare = part.replace(/:.*$/, "").replace(/[. ]+$/, "");
  return bare === "" ? part : bare;
}
