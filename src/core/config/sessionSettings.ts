// What the files of an Agent Manager session come to: settings to seal, roles, models, and sentences for the person.
// Pure: files were read before, nobody is asked here. What widens holds only where a person approved exactly that.
import { failure, type Result } from "../../protocol/failure";
import type { DeclaredAgent, SessionSettings } from "../../protocol/session";
import type { RoleDefinition } from "../../protocol/settings";
import { visibleText } from "../../protocol/visibleText";
import type { EffectiveEntry } from "./effective";
import { agentModels, agentNames, declaredAgents } from "./sessionFiles/declaredAgents";
import { Gate, type Widening, wideningHash } from "./sessionFiles/gate";
import { isBranchName, mostAgents } from "./sessionFiles/leaves";
import { type ReadTexts, readTexts, type SessionTexts } from "./sessionFiles/readTexts";
import { sessionEntries } from "./sessionFiles/sessionEntries";
import { canBeAgent, knownRole, type SessionRoles, sessionRoles } from "./sessionFiles/sessionRoles";
import {
  type BasePlace,
  cachingNotices,
  maxParallel,
  mergeOf,
  resourcesOf,
  worktreeBase,
  worktreeOf,
} from "./sessionFiles/sharedKeys";
import { treeNaming } from "./sessionFiles/treeNaming";
import { namesInTables, roleTable, withWaiting } from "./sessionFiles/waiting";

export interface SessionFlags {
  /** `--batch-size`. */
  batchSize?: number | null;
  /** `--max-parallel`: goes before every file's. */
  maxParallel?: number | null;
  /** `--model role=id`, by role: these roles' models are left to it. */
  models?: Readonly<Record<string, string>>;
}

export interface SessionInput extends BasePlace {
  texts: SessionTexts;
  /** The roles that can be named: own ones, then the built-in ones they do not replace. */
  known: readonly RoleDefinition[];
  /** Names of the skills there are; absent: not looked at. */
  skills?: readonly string[] | undefined;
  /** Names of the tool servers there are; absent: not looked at. */
  servers?: readonly string[] | undefined;
  /** `[worktrees]` of the user's own file. */
  worktrees: { basePath: string | null; branchPrefix: string | null };
  flags: SessionFlags;
  /** Whether a person approved what has this hash. */
  approved: (hash: string) => boolean;
}

export interface SessionConfiguration {
  session: SessionSettings;
  /** `session.task` of a session file; words on the command line go before it. */
  task: string | null;
  /** Own roles of the run, in place of `EffectiveConfig.roles`: those that were, changed built-in ones, made ones. */
  roles: RoleDefinition[];
  /** Model ids by role as written, to be put over `EffectiveConfig.models`. */
  models: Record<string, string>;
  notices: string[];
  /** What holds, key by key with its origin. */
  entries: EffectiveEntry[];
  /** Everything that widens, whether it holds or not. */
  widens: Widening[];
  /** What its approval is remembered by; null where nothing widens. */
  hash: string | null;
  /** Whether all of it holds: approved, or nothing to approve. */
  approved: boolean;
}

/**
 * @returns `invalid-input` with file, line and key of what cannot be used; `not-allowed` where a file turns sessions off.
 */
export function sessionSettings(input: SessionInput): Result<SessionConfiguration> {
  const fault = flagFault(input);
  if (fault !== null) return { ok: false, failure: failure("invalid-input", fault) };
  const read = readTexts(input.texts);
  if (!read.ok) return read;
  const closed = new Gate(false);
  const made = build(input, read.value, closed);
  if (!made.ok || closed.asked.length === 0) return made;
  const hash = wideningHash(input.folder, closed.asked);
  const widens = closed.asked;
  if (input.approved(hash)) {
    const opened = build(input, read.value, new Gate(true));
    return opened.ok ? { ok: true, value: { ...opened.value, widens, hash, approved: true } } : opened;
  }
  const notices = [...made.value.notices, waitingNotice(widens)];
  return { ok: true, value: { ...made.value, notices, widens, hash, approved: false } };
}

/** One line of what waits for an approval, as a person reads it; hidden characters are shown. */
export function wideningText({ file, key, value, does }: Widening): string {
  return visibleText(`${key} = ${value} (${file}): ${does}`);
}

function waitingNotice(widens: readonly Widening[]): string {
  const keys = widens.map(({ key, value }) => visibleText(`${key} = ${value}`)).join(", ");
  return `These settings widen what you set and have no effect before you approve them, which a start in a terminal or in VS Code asks for: ${keys}.`;
}

/**
 * A number of agents as it was typed after a flag.
 * @returns `invalid-input` for what is no whole number from 1 to the most agents a session may have.
 */
export function readAgentCount(flag: string, given: string): Result<number> {
  const count = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  const fault = countFault(flag, count, given);
  return fault === null
    ? { ok: true, value: count }
    : { ok: false, failure: failure("invalid-input", fault) };
}

function countFault(flag: string, count: number, given: string | number): string | null {
  const isFine = Number.isInteger(count) && count >= 1 && count <= mostAgents;
  return isFine ? null : `${flag} must be a whole number from 1 to ${mostAgents}, not ${given}.`;
}

function flagFault({ flags: { batchSize, maxParallel: parallel }, worktrees }: SessionInput): string | null {
  for (const [name, value] of [
    ["--batch-size", batchSize ?? 1],
    ["--max-parallel", parallel ?? 1],
  ] as const) {
    const fault = countFault(name, value, value);
    if (fault !== null) return fault;
  }
  const { branchPrefix } = worktrees;
  if (branchPrefix === null || isBranchName(treeNaming("role", {}, branchPrefix).branchPrefix)) return null;
  return `worktrees.branch_prefix of your config.toml is no beginning of a branch name git takes: ${JSON.stringify(branchPrefix)}.`;
}

function build(input: SessionInput, read: ReadTexts, gate: Gate): Result<SessionConfiguration> {
  const { layers, session: file } = read;
  const names = file ? agentNames(file) : ({ ok: true, value: [] } as Result<string[]>);
  if (!names.ok) return names;
  const base = worktreeBase(layers, gate, input.worktrees.basePath, input);
  if (!base.ok) return base;
  const made = rolesOf(input, read, names.value, gate);
  if (!made.ok) return made;
  const agents = file ? agentsOf(read, file, names.value, made.value, gate) : nothing;
  if (!agents.ok) return agents;
  const dependencies = roleTable(layers, file, [...made.value.roles.values()], names.value);
  if (!dependencies.ok) return dependencies;
  const { name, task, batchSize } = file?.values.session ?? {};
  const session: SessionSettings = {
    name: name?.trim() ?? null,
    maxParallel: maxParallel(layers, input.flags.maxParallel ?? null),
    batchSize: input.flags.batchSize ?? batchSize ?? null,
    worktreeBase: base.value,
    naming: namingOf(input, read, made.value),
    agents: agents.value,
    dependencies: dependencies.value,
    merge: mergeOf(layers, gate),
    resources: resourcesOf(layers),
    ...worktreeOf(layers, gate),
  };
  const notices = [
    ...read.notices,
    ...made.value.notices,
    ...cachingNotices(layers),
    ...skillNotices(input, made.value, agents.value ?? []),
    ...serverNotices(input, made.value),
  ];
  const { roles, models } = ownParts(input, made.value);
  return {
    ok: true,
    value: {
      session,
      task: task?.trim() ?? null,
      roles,
      models,
      notices,
      entries: sessionEntries(session, { layers, models, userBase: input.worktrees.basePath }),
      widens: [],
      hash: null,
      approved: true,
    },
  };
}

const nothing: Result<DeclaredAgent[] | null> = { ok: true, value: null };

function rolesOf(
  { known }: SessionInput,
  { layers, session }: ReadTexts,
  names: readonly string[],
  gate: Gate,
): Result<SessionRoles> {
  const models = session ? agentModels(session) : null;
  if (models && !models.ok) return models;
  // A name in a table is a role's only where a role knows it, by name or as a field of its work.
  const fields = namesInTables(layers, session).filter((name) => {
    const role = names.includes(name) ? undefined : knownRole(name, known);
    return role !== undefined && canBeAgent(role);
  });
  const wanted = [...(session?.values.session.agents ?? []).map(({ role }) => role), ...fields];
  return {
    ok: true,
    value: sessionRoles({ known, layers, wanted, agentModels: models?.value ?? new Map() }, gate),
  };
}

function agentsOf(
  { layers }: ReadTexts,
  file: NonNullable<ReadTexts["session"]>,
  names: readonly string[],
  { roles }: SessionRoles,
  gate: Gate,
): Result<DeclaredAgent[] | null> {
  if (file.values.session.agents === undefined) return nothing;
  const agents = declaredAgents(file, names, roles, gate);
  return agents.ok ? withWaiting(agents.value, layers, file) : agents;
}

/** Of every role that can be an agent's. */
function namingOf(
  { worktrees }: SessionInput,
  { naming }: ReadTexts,
  { roles }: SessionRoles,
): SessionSettings["naming"] {
  const able = [...roles.values()].filter((role) => canBeAgent(role) || naming.has(role.name));
  return Object.fromEntries(
    able.map(({ name }) => [name, treeNaming(name, naming.get(name), worktrees.branchPrefix)]),
  );
}

/** What is not the engine's own as it stands, and the models no flag chose. */
function ownParts(
  { known, flags }: SessionInput,
  { roles, models }: SessionRoles,
): Pick<SessionConfiguration, "roles" | "models"> {
  const flagged = Object.keys(flags.models ?? {});
  const left = Object.entries(models).filter(([role]) => !flagged.includes(role));
  const own = [...roles.values()].filter((role) => role.origin !== undefined || !known.includes(role));
  return { roles: own, models: Object.fromEntries(left) };
}

function skillNotices(
  { skills }: SessionInput,
  { roles }: SessionRoles,
  agents: readonly DeclaredAgent[],
): string[] {
  if (!skills) return [];
  const named = [...roles.values(), ...agents].flatMap((one) => one.skills ?? []);
  const missing = [...new Set(named)].filter((name) => !skills.includes(name));
  if (missing.length === 0) return [];
  const one = missing.length === 1 ? "the skill" : "the skills";
  return [`There is no folder of ${one} ${missing.join(", ")}; a skill is .kilocode/skills/<name>/SKILL.md.`];
}

/** Of servers that a role is given and nobody has set up. */
function serverNotices({ servers }: SessionInput, { roles }: SessionRoles): string[] {
  if (!servers) return [];
  const named = [...roles.values()].flatMap((role) => role.mcpServers ?? []);
  const missing = [...new Set(named)].filter((name) => !servers.includes(name));
  if (missing.length === 0) return [];
  const one = missing.length === 1 ? "tool server" : "tool servers";
  return [`There is no ${one} ${missing.join(", ")}; a server is set up in .kilocode/mcp.json.`];
}
