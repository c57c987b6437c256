// Agents as single files with a head: `.claude/agents`, `.github/agents`, `.opencode/agent(s)`. Pure.
import { readFrontMatter } from "../../../config/yaml/frontMatter";
import { denyTools, limit, meaningOf, takeTools } from "./foreignTools";
import { type Imported, namesIn, Sketch, shown } from "./sketch";

type Fields = Readonly<Record<string, unknown>>;
type Reader = (sketch: Sketch, fields: Fields) => void;

/** @param fileName without folder and ending. */
function importFile(text: string, source: string, fileName: string, read: Reader, named: boolean): Imported {
  const front = readFrontMatter(text, source);
  if (!front.ok) return { roles: [], problems: [front.failure.message] };
  const { fields, body } = front.value;
  if (fields.disable === true || fields.disabled === true) {
    return { roles: [], problems: [`${source} is switched off there, so it is not imported.`] };
  }
  const sketch = new Sketch(source, named && typeof fields.name === "string" ? fields.name : fileName);
  sketch.body = body;
  if (body !== "") sketch.take("prompt");
  sketch.takeDescription(fields.description);
  sketch.takeModel(fields.model);
  read(sketch, fields);
  const role = sketch.finish();
  return typeof role === "string" ? { roles: [], problems: [role] } : { roles: [role], problems: [] };
}

export function importClaude(text: string, source: string, fileName: string): Imported {
  return importFile(text, source, fileName, claude, true);
}

export function importGithub(text: string, source: string, fileName: string): Imported {
  return importFile(text, source, fileName.replace(/\.agent$/, ""), github, true);
}

export function importOpencode(text: string, source: string, fileName: string): Imported {
  return importFile(text, source, fileName, opencode, false);
}

function claude(sketch: Sketch, fields: Fields): void {
  const tools = namesIn(fields.tools);
  if (tools) takeTools(sketch, tools);
  denyTools(sketch, namesIn(fields.disallowedTools) ?? []);
  const mode = fields.permissionMode;
  if (mode === "plan") {
    sketch.abilities = { ...sketch.abilities, edit: false, run: false };
    sketch.take("permissionMode plan");
  } else if (mode !== undefined) {
    sketch.lose(
      `permissionMode ${shown(mode)}`,
      `answers by role stand under [orchestrator.approve.role.${sketch.name}]`,
    );
  }
  takeSkillsAndServers(sketch, fields.skills, fields.mcpServers);
  sketch.loseRest(
    fields,
    "name description model tools disallowedTools permissionMode skills mcpServers disabled".split(" "),
  );
}

function takeSkillsAndServers(sketch: Sketch, skills: unknown, servers: unknown): void {
  const named = namesIn(skills);
  if (named) {
    sketch.skills = named;
    sketch.take("skills");
  }
  if (servers === undefined || servers === null) return;
  const names = namesIn(servers) ?? [];
  if (names.length > 0) {
    sketch.mcpServers = names;
    sketch.take("mcpServers");
  }
  const inline = Array.isArray(servers) ? servers.length > names.length : names.length === 0;
  if (inline) sketch.lose("servers written out in the file", "servers stand in mcp.json and are named here");
}

function github(sketch: Sketch, fields: Fields): void {
  const tools = namesIn(fields.tools);
  if (tools && !tools.includes("*")) takeTools(sketch, tools);
  if (fields["mcp-servers"] !== undefined) {
    sketch.lose("mcp-servers", "servers stand in mcp.json and are named with mcpServers");
  }
  sketch.loseRest(fields, ["name", "description", "model", "tools", "mcp-servers"]);
}

function opencode(sketch: Sketch, fields: Fields): void {
  sketch.takeTemperature(fields.temperature);
  const tools = tableOf(fields.tools);
  const off = Object.keys(tools).filter((name) => tools[name] === false);
  if (off.includes("*"))
    takeTools(
      sketch,
      Object.keys(tools).filter((name) => tools[name] === true),
    );
  else denyTools(sketch, off);
  for (const name of off)
    if (name !== "*" && meaningOf(name) === null) sketch.lose(`tools.${name}`, "there is no such tool here");
  const permission = fields.permission;
  if (typeof permission === "string") answer(sketch, "permission", permission, ["edit", "run"]);
  for (const [name, value] of Object.entries(tableOf(permission))) {
    const meaning = name === "*" ? null : meaningOf(name);
    if (name === "*") answer(sketch, "permission.*", value, ["edit", "run"]);
    else if (meaning === "edit" || meaning === "run") answer(sketch, `permission.${name}`, value, [meaning]);
    else sketch.lose(`permission.${name}`, "there is nothing like it here");
  }
  const { prompt } = fields;
  if (typeof prompt === "string" && sketch.body === "" && !/^\{file:/.test(prompt)) {
    sketch.body = prompt;
    sketch.take("prompt");
  } else if (prompt !== undefined) sketch.lose("prompt", "the text below the head is the prompt");
  sketch.loseRest(
    fields,
    "name description model temperature tools permission prompt disable disabled mode".split(" "),
  );
  if (fields.mode === "primary")
    sketch.lose("mode primary", "every role can be a task of its own or a subtask");
}

/** What is denied is not taken; what differs by pattern is not taken either, unless everything is allowed or asked. */
function answer(sketch: Sketch, what: string, value: unknown, meanings: readonly ("edit" | "run")[]): void {
  const patterns = typeof value === "string" ? [value] : Object.values(tableOf(value));
  const lost =
    typeof value === "string" || !patterns.includes("deny") ? null : limit(meanings.at(-1) ?? "run");
  for (const meaning of patterns.includes("deny") ? meanings : []) {
    sketch.abilities = { ...sketch.abilities, [meaning]: false };
  }
  if (lost !== null) sketch.lose(what, lost);
  else if (patterns.some((one) => one !== "deny")) {
    sketch.lose(what, `answers by role stand under [orchestrator.approve.role.${sketch.name}]`);
  } else sketch.take(what);
}

function tableOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
