// Who waits for whom: tables of roles in project and session files, and what a session file's agents say. Unknown names
// and circles are refused with their path. Pure.
import { failure, type Result } from "../../../protocol/failure";
import { findFaults } from "../../../protocol/graphFaults";
import { ownNamed, setNamed } from "../../../protocol/ownNamed";
import type { DeclaredAgent } from "../../../protocol/session";
import type { RoleDefinition } from "../../../protocol/settings";
import { nearestName } from "../nearestName";
import type { Layer } from "./readTexts";
import type { WrittenFile } from "./readWritten";
import { canBeAgent, listed } from "./sessionRoles";
import type { SessionValues } from "./sessionSchema";

/** One line of a table: who waits for what, and where that stands. */
interface Line {
  who: string;
  after: string[];
  place: string;
  /** Whether it may speak of agents. */
  session: boolean;
}

type SessionFile = WrittenFile<{ session: SessionValues }>;

/** Later lines of one name take the place of earlier ones. */
function tableLines(layers: readonly Layer[], session: SessionFile | null): Line[] {
  const lines = new Map<string, Line>();
  const add = (
    table: Record<string, string[]> | undefined,
    label: Layer["label"],
    key: string[],
    own: boolean,
  ) => {
    for (const [who, after] of Object.entries(table ?? {}))
      lines.set(who, { who, after: [...new Set(after)], place: label([...key, who]), session: own });
  };
  for (const { kind, values, label } of layers)
    add(values.dependencies, label, ["dependencies"], kind === "session");
  if (session) add(session.values.session.dependencies, session.label, ["session", "dependencies"], true);
  return [...lines.values()];
}

/** Names in the tables, some of which may be roles nobody defined: fields of a known role's work. */
export function namesInTables(layers: readonly Layer[], session: SessionFile | null): string[] {
  return [...new Set(tableLines(layers, session).flatMap(({ who, after }) => [who, ...after]))];
}

/**
 * The tables by role, as they are sealed: what speaks of single agents is not among them.
 * @param known all roles. @param agents names of declared agents.
 * @returns `invalid-input` with the unknown name or the circle's path.
 */
export function roleTable(
  layers: readonly Layer[],
  session: SessionFile | null,
  known: readonly RoleDefinition[],
  agents: readonly string[],
): Result<Record<string, string[]>> {
  const roles = known.map(({ name }) => name);
  const modes = known.filter(canBeAgent).flatMap((role) => role.modes);
  const made: Record<string, string[]> = {};
  const lines = tableLines(layers, session);
  for (const { who, after, place, session: own } of lines) {
    const allowed = own ? [...roles, ...agents] : roles;
    const strange = [who, ...after].find((name) => !allowed.includes(name));
    if (strange !== undefined) return refused(`${place}: ${unknown(strange, [...allowed, ...modes])}`);
    const byRole = after.filter((name) => roles.includes(name));
    if (roles.includes(who) && byRole.length > 0) setNamed(made, who, byRole);
  }
  const nodes = roles.map((name) => ({ name, after: ownNamed(made, name) ?? [] }));
  const circle = findFaults(nodes).find(({ kind }) => kind === "cycle");
  if (!circle) return { ok: true, value: made };
  const place = lines.find(({ who }) => who === circle.path[0])?.place ?? "dependencies";
  return refused(`${place}: ${circled(circle.path)}`);
}

/**
 * Declared agents with the names of all agents they wait for: of `after`, and of the tables for their name or role.
 * @returns `invalid-input` with the unknown name or the circle's path.
 */
export function withWaiting(
  agents: readonly DeclaredAgent[],
  layers: readonly Layer[],
  session: SessionFile,
): Result<DeclaredAgent[]> {
  const lines = tableLines(layers, session);
  const names = agents.map(({ name }) => name);
  const roles = [...new Set(agents.map(({ role }) => role))];
  const made: DeclaredAgent[] = [];
  for (const [index, agent] of agents.entries()) {
    const written = session.values.session.agents?.[index];
    const own: string[] = [];
    for (const key of ["after", "dependencies"] as const) {
      for (const name of listed(written?.[key] ?? [])) {
        const place = session.label(["session", "agents", `${index}`, key]);
        const all = [...new Set([...names, ...roles])];
        if (!all.includes(name)) return refused(`${place}: ${unknown(name, all)}`);
        own.push(...meant(name, agent, agents));
      }
    }
    const told = lines
      .filter(({ who }) => who === agent.name || who === agent.role)
      .flatMap(({ after }) => after.flatMap((name) => meant(name, agent, agents)));
    made.push({ ...agent, after: [...new Set([...own, ...told])] });
  }
  const circle = findFaults(made).find(({ kind }) => kind === "cycle");
  if (circle) return refused(`${session.label(["session", "agents"])}: ${circled(circle.path)}`);
  return { ok: true, value: made };
}

/** An agent says its own role's name of the agent that is called so; all others mean the role's agents. */
function meant(name: string, own: DeclaredAgent, agents: readonly DeclaredAgent[]): string[] {
  const called = agents.filter((other) => other.name === name);
  const all = agents.filter((other) => other.name === name || (other.role === name && other !== own));
  return (own.role === name && called.length > 0 ? called : all).map((other) => other.name);
}

function unknown(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return `there is no role or agent ${JSON.stringify(name)}${near === null ? "" : `; did you mean ${near}?`}`;
}

function circled(path: readonly string[]): string {
  const [first = "", ...rest] = path;
  return rest.length === 1
    ? `${first} waits for itself`
    : `these wait for each other: ${path.join(" waits for ")}`;
}

function refused(sentence: string): Result<never> {
  return {
    ok: false,
    failure: failure("invalid-input", sentence.endsWith("?") ? sentence : `${sentence}.`),
  };
}
