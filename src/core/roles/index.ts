// The list of roles. Adding one is its file and a line here.
import type { RunSettings } from "../../protocol/settings";
import type { Rights } from "../../protocol/task";
import { ask } from "./ask";
import { coder } from "./coder";
import { debuggerRole } from "./debugger";
import { orchestrator, sessionOrchestrator } from "./orchestrator";
import { planner } from "./planner";
import { reviewer } from "./reviewer";
import type { Role } from "./role";
import { security } from "./security";
import { tester } from "./tester";

export const roles: readonly Role[] = [
  planner,
  coder,
  debuggerRole,
  reviewer,
  security,
  tester,
  ask,
  orchestrator,
];

/** The roles of a run: its own, which take the place of built-in ones of the same name, then the built-in ones. */
export function rolesOf({
  roles: own = [],
  session,
}: Pick<RunSettings, "roles"> & Partial<Pick<RunSettings, "session">>): readonly Role[] {
  const built = session ? sessionRoles : roles;
  if (own.length === 0) return built;
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...built.filter(({ name }) => !names.has(name))];
}

/** In a session the orchestrator's work is to split the task into agents. */
export const sessionRoles: readonly Role[] = roles.map((role) =>
  role === orchestrator ? sessionOrchestrator : role,
);

/**
 * A role by its name or by one of its mode names, in any case; undefined where there is none.
 * @param known where to look: `rolesOf(settings)` for a run's; a name goes before a mode name.
 */
export function findRole(name: string, known: readonly Role[] = roles): Role | undefined {
  const wanted = name.toLowerCase();
  return (
    known.find((role) => role.name.toLowerCase() === wanted) ??
    known.find((role) => role.modes.some((mode) => mode.toLowerCase() === wanted))
  );
}

/**
 * Roles a step of a plan may have: those that end with a result, and have a model in the run.
 * @param models the run's sealed models by role.
 */
export function planRoles(models: Readonly<Record<string, unknown>>, known: readonly Role[] = roles): Role[] {
  return known.filter(({ name, ends }) => ends === "attempt_completion" && models[name]);
}

/** What a task of a role may do. */
export function rightsOf({ tools, write, run, grants }: Role): Rights {
  return {
    tools: [...tools],
    write: write !== false,
    ...(write === "tests" ? { testsOnly: true as const } : {}),
    run,
    ...(grants ? { grant: { tools: "all" as const, write: true, run: true } } : {}),
  };
}
