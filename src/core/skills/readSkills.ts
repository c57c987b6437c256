// Finds the skills a run may use: folders with a SKILL.md, the project's after trust, then the user's own. It reads their
// heads only; the text is opened by the tool open_skill, when a role asks for it.
import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Skill } from "../../protocol/settings";
import { visibleText } from "../../protocol/visibleText";
import { readFrontMatter } from "../config/yaml/frontMatter";
import { resolveInside } from "../tools/paths";
import { readText } from "../tools/textFile";

export interface SkillPlaces {
  /** Real path of the project's folder. */
  folder: string;
  /** The user's own folder, `~/.kilo`. */
  home: string;
  trusted: boolean;
}

export interface FoundSkills {
  skills: Skill[];
  /** One sentence for each folder that looked like a skill and is none. */
  skipped: string[];
}

/** Where a project keeps them; of two with one name the first stands, and both go before the user's. */
const projectFolders = [".kilocode/skills", ".claude/skills"];
/** Folders looked at in each place; characters kept of a description. */
const maxFolders = 200;
const maxDescription = 1_000;

/** Never fails: a skill that cannot be read is left out and named. */
export async function readSkills({ folder, home, trusted }: SkillPlaces): Promise<FoundSkills> {
  const found: FoundSkills = { skills: [], skipped: [] };
  if (trusted) {
    for (const place of projectFolders) {
      // Links that lead out of the project are not followed.
      for (const name of await names(join(folder, place))) take(found, folder, `${place}/${name}`);
    }
  }
  for (const name of await names(join(home, "skills"))) {
    // What is linked there is the user's own doing.
    const own = await realpath(join(home, "skills", name)).catch(() => null);
    if (own !== null) take(found, own, ".");
  }
  return found;
}

async function names(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort()
    .slice(0, maxFolders);
}

function take(found: FoundSkills, root: string, folder: string): void {
  const path = folder === "." ? "SKILL.md" : `${folder}/SKILL.md`;
  const target = resolveInside(root, path);
  const shown = visibleText(join(root, path));
  if (!target.ok) {
    found.skipped.push(`The skill ${shown} is left out: ${target.failure.message}`);
    return;
  }
  if (!target.value.stats) return;
  const skill = headOf(target.value, shown);
  if (typeof skill === "string") found.skipped.push(`The skill ${shown} is left out: ${skill}`);
  else if (!found.skills.some(({ name }) => name === skill.name)) found.skills.push(skill);
}

function headOf(target: Parameters<typeof readText>[0], shown: string): Skill | string {
  const read = readText(target);
  if (!read.ok) return read.failure.message;
  const head = readFrontMatter(read.value.text, shown);
  if (!head.ok) return head.failure.message;
  const { name, description } = head.value.fields;
  if (typeof name !== "string" || !/^[\p{L}\p{N}][\p{L}\p{N} ._:-]{0,63}$/u.test(name))
    return "its head needs a name of 1 to 64 letters, digits, dots or hyphens.";
  if (typeof description !== "string" || description.trim() === "")
    return "its head needs a description, which tells when to open it.";
  const line = visibleText(description.replace(/\s+/g, " ").trim());
  return { name, description: line.slice(0, maxDescription), path: target.absolute };
}
