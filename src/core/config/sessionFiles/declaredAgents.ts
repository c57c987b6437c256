// The agents a session file declares: names, folders, what each waits for. Every mistake is one sentence with its place.
// Pure: whether a folder exists is asked of each agent's own tree, later.
import { posix } from "node:path";
import { failure, type Result } from "../../../protocol/failure";
import type { DeclaredAgent } from "../../../protocol/session";
import type { RoleDefinition } from "../../../protocol/settings";
import type { Gate } from "./gate";
import type { WrittenFile } from "./readWritten";
import { canBeAgent, knownRole, listed } from "./sessionRoles";
import type { SessionValues, WrittenAgent } from "./sessionSchema";
import { worktreeNaming } from "./treeNaming";

type SessionFile = WrittenFile<{ session: SessionValues }>;

/** Names that messages of a session use for others than agents. */
const reserved = ["orchestrator", "person", "default"];

/**
 * Names of the agents in the order of the file: as written, else the role's, with a number from its second agent on.
 * @returns `invalid-input` where two have one name.
 */
export function agentNames({ values, label }: SessionFile): Result<string[]> {
  const { agents = [] } = values.session;
  const taken = new Map<string, number>();
  for (const [index, { name }] of agents.entries()) {
    if (name === undefined) continue;
    const place = label(["session", "agents", `${index}`, "name"]);
    if (reserved.includes(name)) return refused(`${place} cannot be ${name}: messages call others so`);
    if (taken.has(name)) return refused(`${place} is ${name}, and another agent is called so`);
    taken.set(name, index);
  }
  const made: string[] = [];
  for (const [index, { name, role }] of agents.entries()) {
    let own = name ?? role;
    for (let number = 2; name === undefined && (taken.get(own) ?? index) !== index; number += 1)
      own = `${role}-${number}`;
    if (reserved.includes(own)) {
      return refused(`${label(["session", "agents", `${index}`])} needs a name: messages call others ${own}`);
    }
    taken.set(own, index);
    made.push(own);
  }
  return { ok: true, value: made };
}

/** Models of the agents by role. @returns `invalid-input` where two agents of one role name different ones. */
export function agentModels({
  path,
  values,
  label,
}: SessionFile): Result<Map<string, { id: string; key: string; file: string }>> {
  const made = new Map<string, { id: string; key: string; file: string }>();
  for (const [index, { role, model }] of (values.session.agents ?? []).entries()) {
    if (model === undefined) continue;
    const other = made.get(role);
    if (other && other.id !== model) {
      const place = label(["session", "agents", `${index}`, "model"]);
      return refused(
        `${place} differs from that of another ${role}: a role has one model, so give one of them another role`,
      );
    }
    if (!other) made.set(role, { id: model, key: `session.agents.${role}.model`, file: path });
  }
  return { ok: true, value: made };
}

/**
 * The agents without what they wait for.
 * @param names of `agentNames`.
 */
export function declaredAgents(
  file: SessionFile,
  names: readonly string[],
  roles: ReadonlyMap<string, RoleDefinition>,
  gate: Gate,
): Result<DeclaredAgent[]> {
  const made: DeclaredAgent[] = [];
  for (const [index, written] of (file.values.session.agents ?? []).entries()) {
    const name = names[index] ?? written.role;
    const agent = declaredAgent(file, { written, index, name }, roles, gate);
    if (!agent.ok) return agent;
    made.push(agent.value);
  }
  return { ok: true, value: made };
}

function declaredAgent(
  { path, label }: SessionFile,
  { written, index, name }: { written: WrittenAgent; index: number; name: string },
  roles: ReadonlyMap<string, RoleDefinition>,
  gate: Gate,
): Result<DeclaredAgent> {
  const key = ["session", "agents", `${index}`];
  const known = knownRole(written.role, roles.values());
  if (!known || !canBeAgent(known)) {
    const can = [...roles.values()].filter(canBeAgent).map((role) => role.name);
    const called =
      known && known.name !== written.role ? `${written.role} is the ${known.name}, which` : written.role;
    return refused(
      `${label([...key, "role"])}: ${called} cannot carry out an agent's work; take ${can.slice(0, 6).join(", ")}, or a name of your own`,
    );
  }
  const directory = written.directory === undefined ? null : insidePath(written.directory);
  if (directory !== null && !directory.ok) return refused(`${label([...key, "directory"])} ${directory.why}`);
  const files: string[] = [];
  for (const [number, file] of (written.files ?? []).entries()) {
    const inside = insidePath(file);
    if (!inside.ok) return refused(`${label([...key, "files", `${number}`])} ${inside.why}`);
    files.push(inside.path);
  }
  const criteria = written.criteria ?? [];
  const widening = {
    file: path,
    key: `session.agents.${name}.criteria`,
    value: JSON.stringify(criteria),
    does: "runs as proof of its work",
  };
  const proven = criteria.length > 0 && gate.passes(widening);
  return {
    ok: true,
    value: {
      name,
      role: written.role,
      task: written.task?.trim() ?? null,
      directory: directory === null || directory.path === "." ? null : directory.path,
      after: [],
      files,
      criteria: proven ? [...criteria] : [],
      ...(written.effort === undefined ? {} : { effort: written.effort }),
      skills: written.skills === undefined ? null : listed(written.skills),
      naming: written.worktree === undefined ? null : worktreeNaming(written.worktree),
    },
  };
}

/** A path or pattern below the project's folder, with `/` and without detours. */
export function insidePath(written: string): { ok: true; path: string } | { ok: false; why: string } {
  const no = (why: string) => ({ ok: false as const, why: `${why}, not ${JSON.stringify(written)}` });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\x00-\x1f\x7f]/.test(written)) return no("must be a path without control characters");
  const path = written.trim().replaceAll("\\", "/");
  if (/^([/~]|[A-Za-z]:)/.test(path)) return no("must be a path relative to the project's folder");
  if (path.split("/").includes("..")) return no('must stay inside the project\'s folder, without ".."');
  const plain = posix.normalize(path).replace(/\/+$/, "");
  if (/^\.(git|kilocode)(\/|$)/i.test(plain))
    return no("must not be a folder of git's or of the engine's own");
  return { ok: true, path: plain === "" ? "." : plain };
}

function refused(sentence: string): Result<never> {
  return { ok: false, failure: failure("invalid-input", `${sentence}.`) };
}
