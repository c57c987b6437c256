// `.roomodes` and `.kilocodemodes`: a list of modes in YAML or JSON. Pure.
import { readYaml } from "../../../config/yaml/readYaml";
import { YamlError } from "../../../config/yaml/scalar";
import { limit } from "./foreignTools";
import { type Imported, Sketch, shown } from "./sketch";

export function importModes(text: string, source: string): Imported {
  const made: Imported = { roles: [], problems: [] };
  let value: unknown;
  try {
    value = readYaml(text).value;
  } catch (thrown) {
    if (!(thrown instanceof YamlError)) throw thrown;
    return { roles: [], problems: [`${source}:${thrown.line}: ${thrown.message}.`] };
  }
  const modes = (value as { customModes?: unknown } | null)?.customModes;
  if (!Array.isArray(modes)) {
    return {
      roles: [],
      problems: [`${source}: there is no list customModes, so there is nothing to import.`],
    };
  }
  for (const [index, mode] of modes.entries()) {
    const { slug } = (mode ?? {}) as { slug?: unknown };
    if (typeof slug !== "string" || slug === "") {
      made.problems.push(`${source}: customModes.${index} has no slug, so it cannot be named.`);
      continue;
    }
    const role = importMode(mode as Record<string, unknown>, slug, source);
    if (typeof role === "string") made.problems.push(role);
    else made.roles.push(role);
  }
  return made;
}

const known = [
  "slug",
  "name",
  "roleDefinition",
  "whenToUse",
  "description",
  "groups",
  "customInstructions",
  "source",
];

function importMode(mode: Record<string, unknown>, slug: string, source: string) {
  const sketch = new Sketch(source, slug);
  const { name, roleDefinition, whenToUse, description, groups, customInstructions } = mode;
  const parts = [
    ["roleDefinition", roleDefinition],
    ["customInstructions", customInstructions],
  ] as const;
  for (const [key, part] of parts) {
    if (typeof part !== "string" || part.trim() === "") continue;
    sketch.body += `${sketch.body === "" ? "" : "\n\n"}${part.trim()}`;
    sketch.take(key);
  }
  sketch.takeDescription(description);
  sketch.takeDescription(whenToUse, "whenToUse");
  if (typeof name === "string" && name !== slug)
    sketch.lose(`name "${shown(name)}"`, `a role is shown by its name, ${sketch.name}`);
  takeGroups(sketch, groups);
  sketch.loseRest(mode, known);
  return sketch.finish();
}

const reasons: Readonly<Record<string, string>> = {
  browser: "there is no browser; a tool server can bring one",
  mcp: "servers are named one by one; add mcpServers: [name]",
  modes: "only a role with base: orchestrator makes subtasks and changes modes",
};

function takeGroups(sketch: Sketch, groups: unknown): void {
  const abilities = { read: false, edit: false as boolean | "tests", run: false };
  for (const group of Array.isArray(groups) ? groups : []) {
    const [name, options] = Array.isArray(group) ? group : [group, null];
    const { fileRegex } = (options ?? {}) as { fileRegex?: unknown };
    if (name === "read") abilities.read = true;
    else if (name === "command") abilities.run = true;
    else if (name === "edit" && fileRegex === undefined) abilities.edit = true;
    else if (name === "edit") {
      const tests = isTestsOnly(fileRegex);
      if (tests) abilities.edit = "tests";
      sketch.lose(
        `edit limited to ${shown(fileRegex)}`,
        tests ? "it is limited to tests instead" : limit("edit"),
      );
      if (!tests) continue;
    } else {
      sketch.lose(`group ${shown(name)}`, reasons[String(name)] ?? "there is no such group here");
      continue;
    }
    sketch.take(`group ${name}`);
  }
  sketch.abilities = abilities;
}

const testWord = "(?:tests?|specs?|__tests__)";
const testGroup = new RegExp(`\\((?:\\?:)?${testWord}(?:\\|${testWord})*\\)`, "g");

/** Whether a pattern names tests and nothing beside them: `\.(test|spec)\.tsx?$`. */
function isTestsOnly(pattern: unknown): boolean {
  if (typeof pattern !== "string") return false;
  const plain = pattern.replace(testGroup, "test").replace(/\([^()]*\)\??/g, "");
  return !plain.includes("|") && new RegExp(`(^|[^a-z])${testWord}([^a-z]|$)`, "i").test(plain);
}
