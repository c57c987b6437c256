// open_skill: the text of a skill the run was sealed with, or a file of its folder. Nothing outside that folder.
import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { showText } from "./encoding";
import { optionalText } from "./inputs";
import { resolveInside } from "./paths";
import { readText } from "./textFile";
import { defineTool, type ToolContext, toolError } from "./tool";
import { failed } from "./writeCall";

const input = z.object({
  name: z.string(),
  file: optionalText("file of its folder"),
});

export const openSkill = defineTool({
  name: "open_skill",
  description: "Read a skill's instructions, or a file they name.",
  input,
  prepare: async ({ name, file }, { skills = [] }: ToolContext) => {
    const skill = skills.find((candidate) => candidate.name === name);
    if (!skill) {
      const known = skills.slice(0, 40).map((candidate) => candidate.name);
      return toolError(`There is no skill ${name}. Skills: ${known.join(", ") || "none"}.`, "no such skill");
    }
    const folder = dirname(skill.path);
    if (!isWhereItWas(skill.path)) {
      return toolError(`The skill ${name} is no longer where it was when the run began.`, "gone");
    }
    const target = resolveInside(folder, file ?? "SKILL.md");
    if (!target.ok) return failed(target.failure);
    const { relative } = target.value;
    return {
      effect: "read",
      // Not a path of the project: the policy still tells by its name what may hold secrets.
      targets: [`skill ${name}/${relative}`],
      run: async () => {
        const read = readText(target.value);
        if (!read.ok) return failed(read.failure);
        const text = showText(read.value.text);
        const body = relative === "SKILL.md" ? withoutHead(text) : text;
        return { text: body || "(empty)", note: file === undefined ? "opened" : relative };
      },
    };
  },
});

/** A link put in its place since would lead elsewhere. */
function isWhereItWas(path: string): boolean {
  try {
    return realpathSync.native(path) === path;
  } catch {
    return false;
  }
}

function withoutHead(text: string): string {
  return text.replace(/^\ufeff?---[^\S\n]*\r?\n[\s\S]*?\n(?:---|\.\.\.)[^\S\n]*(?:\r?\n|$)/, "").trim();
}
