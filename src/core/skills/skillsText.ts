// Which skills a role may open, and how its tasks are told of them: names and descriptions only. Pure.
import type { RoleDefinition, Skill } from "../../protocol/settings";

/** Skills named in a packet, and characters of each description. */
const maxListed = 40;
const maxDescription = 200;

/** The sealed skills a role may open: those its file names, or all. */
export function skillsOf(
  skills: readonly Skill[] | undefined,
  { skills: named }: Pick<RoleDefinition, "skills">,
): readonly Skill[] {
  return (skills ?? []).filter(({ name }) => named?.includes(name) ?? true);
}

/** For a task's packet; null where the role has none. */
export function skillsText(
  skills: readonly Skill[] | undefined,
  role: Pick<RoleDefinition, "skills">,
): string | null {
  const mine = skillsOf(skills, role);
  if (mine.length === 0) return null;
  const lines = mine.slice(0, maxListed).map(({ name, description }) => `- ${name}: ${clipped(description)}`);
  const rest = mine.length > maxListed ? [`- and ${mine.length - maxListed} more, not listed`] : [];
  return [
    "Skills (open_skill gives the text; open one before you do what it is for):",
    ...lines,
    ...rest,
  ].join("\n");
}

function clipped(text: string): string {
  return text.length > maxDescription ? `${text.slice(0, maxDescription - 1)}…` : text;
}
