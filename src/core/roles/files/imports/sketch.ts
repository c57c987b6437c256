// A role on its way from another program's file: what was taken, and what was lost and why. Where a limit cannot be
// kept, the right it limited is not taken: an imported role is never wider than it was. Pure.
import { findRole, roles } from "../../index";
import { buildRole } from "../buildRole";
import { readRoleDraft } from "../roleDraft";
import { readingTools } from "../toolNames";

export interface Loss {
  /** As the other program calls it. */
  what: string;
  why: string;
}

export interface ImportedRole {
  name: string;
  /** The file it was read from, as it is shown. */
  source: string;
  /** The role as a file of ours. */
  text: string;
  taken: string[];
  lost: Loss[];
}

export interface Imported {
  roles: ImportedRole[];
  /** One sentence for each thing that could not be imported at all. */
  problems: string[];
}

/** What the other program lets it do. */
export interface Abilities {
  read: boolean;
  edit: boolean | "tests";
  run: boolean;
}

export class Sketch {
  readonly source: string;
  readonly name: string;
  readonly taken: string[] = [];
  readonly lost: Loss[] = [];
  description = "";
  body = "";
  model: string | null = null;
  temperature: number | null = null;
  skills: string[] | null = null;
  mcpServers: string[] | null = null;
  abilities: Abilities = { read: true, edit: true, run: true };

  constructor(source: string, written: string) {
    this.source = source;
    this.name = slug(written);
    if (this.name !== written)
      this.lose(`name "${written}"`, `names are small letters, digits and dashes; it is called ${this.name}`);
  }

  take(what: string): void {
    if (!this.taken.includes(what)) this.taken.push(what);
  }

  lose(what: string, why: string): void {
    if (!this.lost.some((loss) => loss.what === what)) this.lost.push({ what, why });
  }

  /** A model's name counts only with its provider: nothing is guessed. */
  takeModel(value: unknown): void {
    if (value === undefined || value === null || value === "inherit") return;
    const found = Array.isArray(value) ? value[0] : value;
    if (typeof found === "string" && /^[^/\s]+\/\S+$/.test(found)) {
      this.model = found;
      this.take("model");
    } else
      this.lose(
        `model ${shown(value)}`,
        'it names no provider; add a line such as model: "anthropic/claude-sonnet-4-6"',
      );
  }

  takeTemperature(value: unknown): void {
    if (value === undefined || value === null) return;
    if (typeof value === "number" && value >= 0 && value <= 2) {
      this.temperature = value;
      this.take("temperature");
    } else this.lose(`temperature ${shown(value)}`, "it is a number from 0 to 2");
  }

  /** Text for people; longer than a description may be, it is cut. */
  takeDescription(value: unknown, what = "description"): void {
    if (typeof value !== "string" || value.trim() === "") return;
    const whole = this.description === "" ? value.trim() : `${this.description} ${value.trim()}`;
    this.description = whole.slice(0, 2000);
    this.take(what);
    if (whole.length > 2000) this.lose(`${what} beyond 2000 characters`, "a description is short");
  }

  /** Keys that were not looked at. */
  loseRest(fields: Readonly<Record<string, unknown>>, known: readonly string[]): void {
    for (const key of Object.keys(fields)) {
      if (!known.includes(key)) this.lose(key, reasons.get(key) ?? "there is nothing like it here");
    }
  }

  /** @returns the role as a file, or a sentence why there is none. */
  finish(): ImportedRole | string {
    if (this.body.trim() === "")
      return `${this.source}: ${this.name} has no prompt, so there is nothing to import.`;
    const text = this.text();
    const read = readRoleDraft(text, this.source, this.name);
    const built = read.ok ? buildRole(read.value.draft, roles) : read;
    if (!built.ok) return `${this.source}: ${this.name} cannot be a role: ${built.failure.message}`;
    const { name, source, taken, lost } = this;
    return { name, source, text, taken, lost };
  }

  private text(): string {
    const { read, edit, run } = this.abilities;
    const builtIn = roles.some(({ name }) => name === this.name);
    const list = (key: string, names: readonly string[]) => `${key}: [${names.map(quoted).join(", ")}]`;
    return [
      "---",
      `# Imported from ${this.source.replace(/[\r\n]/g, " ")}`,
      `name: ${this.name}`,
      ...(this.description === "" ? [] : [`description: ${quoted(this.description)}`]),
      // A mode name of a built-in role would make that role its base.
      ...(builtIn || !findRole(this.name) ? [] : ["base: coder"]),
      ...(this.model === null ? [] : [`model: ${quoted(this.model)}`]),
      ...(this.temperature === null ? [] : [`temperature: ${this.temperature}`]),
      ...(read ? [] : [list("tools", toolsWithoutReading(this.abilities))]),
      "rights:",
      `  write: ${edit}`,
      `  run: ${run}`,
      ...(this.skills === null ? [] : [list("skills", this.skills)]),
      ...(this.mcpServers === null ? [] : [list("mcpServers", this.mcpServers)]),
      "---",
      "",
      this.body.trim(),
      "",
    ].join("\n");
  }
}

function toolsWithoutReading({ edit, run }: Abilities): string[] {
  const needed = edit === false ? [] : [...readingTools, "edit_file", "write_file"];
  return [...needed, ...(run ? ["run_command"] : [])];
}

/** Of keys that several programs have. */
const reasons = new Map([
  ["color", "roles have no colours"],
  ["iconName", "roles have no icons"],
  ["hooks", "there are no hooks"],
  ["maxTurns", "set turns_per_task under [orchestrator.limits] for all roles"],
  ["steps", "set turns_per_task under [orchestrator.limits] for all roles"],
  ["maxSteps", "set turns_per_task under [orchestrator.limits] for all roles"],
  ["top_p", "only temperature can be set"],
  ["handoffs", "an agent hands on with hand_off and decides itself to whom"],
  ["rulesFiles", "rules belong into AGENTS.md or into the prompt"],
]);

/** A role's name from any name. */
export function slug(written: string): string {
  const plain = written
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  if (plain === "") return "imported";
  return /^[a-z]/.test(plain) && !["router", "escalation"].includes(plain)
    ? plain
    : `role-${plain}`.slice(0, 40);
}

export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : String(JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function quoted(text: string): string {
  return /^[\w][\w ./-]*$/.test(text) && !/^(true|false|null|[\d.eE+-]+)$/i.test(text)
    ? text.trim()
    : JSON.stringify(text);
}

/** The names in a list, or in one text with commas; null where it is neither. */
export function namesIn(value: unknown): string[] | null {
  if (typeof value === "string") return value.split(",").flatMap((part) => part.trim() || []);
  if (!Array.isArray(value)) return null;
  return value.filter((name): name is string => typeof name === "string" && name.trim() !== "");
}
