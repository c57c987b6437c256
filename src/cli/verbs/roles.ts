// `roles`: every role that can be named here, with its model, rights and origin; `roles import` takes modes and agents
// of other programs over, and says what could not be taken. Never overwrites a role unless told to.
import { join } from "node:path";
import { chooseModels } from "../../core/config/chooseModels";
import { kiloHome } from "../../core/config/kiloHome";
import { type ImportReport, importRoles } from "../../core/host/importRoles";
import { type LoadedSettings, modelLookups } from "../../core/host/loadSettings";
import { roles as builtIn } from "../../core/roles/index";
import type { Role } from "../../core/roles/role";
import { failure } from "../../protocol/failure";
import { loadConfiguration } from "../configuration";
import { exitCode } from "../exitCode";
import { type Host, refuse } from "../host";
import { personHere } from "../person";
import { cleanText } from "../text/cleanText";
import { tableLines } from "../text/table";
import { visibleLine } from "../text/visibleText";
import type { Verb, VerbInput } from "../verb";

export const rolesVerb: Verb = {
  name: "roles",
  about:
    "who can do a task: modes, lane, model, rights, origin; `roles import` takes over other programs' modes",
  takes: "[import [<path>]]",
  most: 2,
  options: [
    { name: "json", about: "one role, or the report of an import, per line as JSON" },
    { name: "project", about: "import into .kilocode/roles of this folder, not into your own roles" },
    { name: "force", about: "import over roles that are there already" },
  ],
  notes: [
    "Your own roles are ~/.kilo/roles/*.md; a trusted folder's are .kilocode/roles/*.md and .kilocode/agents-config.json.",
    "Imported from: .roomodes, .kilocodemodes, .claude/agents, .github/agents, .opencode/agent(s), or the path given.",
    "Exit code 2 where a role's file is broken; the other roles can still be used.",
  ],
  async run(input, host) {
    const [word, path = null] = input.words;
    if (word === "import") return importHere(input, host, path);
    if (word !== undefined) {
      const message = `\`roles\` does not know "${word}"; there is \`roles import\`.`;
      return refuse(host, failure("invalid-input", message));
    }
    const loaded = await loadConfiguration(host, {});
    if (!loaded.ok) return refuse(host, loaded.failure);
    return list(input, host, loaded.value);
  },
};

async function list(
  input: VerbInput,
  host: Host,
  { config, secret, known, trusted }: LoadedSettings,
): Promise<number> {
  const hasKey = async (name: string) => Boolean(await secret(name));
  const chosen = await chooseModels(builtIn, config, { hasKey, fetch: modelLookups(secret).fetch });
  const models = chosen.ok ? chosen.value.ids : new Map<string, string>();
  const sorted = [...known.roles].sort((one, other) => rank(one) - rank(other));
  if (input.has("json")) {
    for (const role of sorted) host.print(JSON.stringify(plain(role, models, known.about[role.name])));
    for (const { name, message } of known.broken) host.print(JSON.stringify({ name, broken: message }));
  } else {
    const head = ["role", "modes", "lane", "model", "rights", "origin"];
    const rows = sorted.map((role) => rowOf(role, models).map(visibleLine));
    for (const line of tableLines([head, ...rows], null)) host.print(line);
    for (const notice of config.notices) host.say(`note: ${cleanText(notice)}`);
    if (!chosen.ok) host.say("note: no model is configured yet; `kilo-code models` says what to do.");
    if (!trusted) host.say("note: this folder is not trusted (kilo-code trust), so its roles are not read.");
  }
  return known.broken.length > 0 ? exitCode.usage : exitCode.done;
}

/** Built-in ones in their own order, then the others. */
function rank({ name }: Role): number {
  const index = builtIn.findIndex((role) => role.name === name);
  return index < 0 ? builtIn.length : index;
}

function plain(role: Role, models: ReadonlyMap<string, string>, description?: string) {
  const { name, modes, lane, tools, write, run, origin, skills, mcpServers, temperature, maxTokens } = role;
  const model = models.get(name) ?? null;
  const more = { skills, mcpServers, temperature, maxTokens, description };
  return { name, modes, lane, model, rights: { write, run }, tools, origin: origin ?? "built-in", ...more };
}

function rowOf(role: Role, models: ReadonlyMap<string, string>): string[] {
  const { name, modes, lane, origin } = role;
  return [
    name,
    modes.join(", ") || "-",
    lane,
    models.get(name) ?? "-",
    rightsText(role),
    origin ?? "built-in",
  ];
}

function rightsText({ write, run, grants }: Role): string {
  const writes = { true: "write", false: "read", tests: "write tests" }[String(write)] ?? "read";
  return [writes, ...(run ? ["run"] : []), ...(grants ? ["subtasks"] : [])].join(", ");
}

async function importHere(input: VerbInput, host: Host, path: string | null): Promise<number> {
  // A role is a prompt with rights: a run's own command must not make one.
  const origin = personHere(host);
  if (!origin.ok) return refuse(host, origin.failure);
  const { folder, variables } = host.environment;
  const target = input.has("project")
    ? join(folder, ".kilocode", "roles")
    : join(kiloHome(variables), "roles");
  const imported = await importRoles({ folder, path, target, force: input.has("force") });
  if (!imported.ok) return refuse(host, imported.failure);
  const { roles, problems } = imported.value;
  if (input.has("json")) {
    for (const role of roles) host.print(JSON.stringify(role));
    for (const problem of problems) host.print(JSON.stringify({ problem }));
  } else {
    for (const role of roles) for (const line of reportLines(role)) host.print(visibleLine(line));
    for (const problem of problems) host.say(`not imported: ${visibleLine(problem)}`);
  }
  const whole = problems.length === 0 && roles.every(({ kept }) => !kept);
  return whole ? exitCode.done : exitCode.usage;
}

function reportLines({ name, source, file, taken, lost, kept }: ImportReport["roles"][number]): string[] {
  const head = kept
    ? `${name} from ${source}: not written, ${file} is there already (--force replaces it)`
    : `${name} from ${source}: written to ${file}`;
  const losses = lost.map(({ what, why }) => `  lost:  ${what}: ${why}`);
  return [head, `  taken: ${taken.join(", ") || "nothing"}`, ...losses];
}
