// The list of roles. Adding one is its file and a line here.
import type { Rights } from "../../protocol/task";
import { ask } from "./ask";
import { coder } from "./coder";
import { debuggerRole } from "./debugger";
import { planner } from "./planner";
import { reviewer } from "./reviewer";
import type { Role } from "./role";
import { security } from "./security";
import { tester } from "./tester";

export const roles: readonly Role[] = [planner, coder, debuggerRole, reviewer, security, tester, ask];

/** A role by its name or by one of its mode names, in any case; undefined where there is none. */
export function findRole(name: string): Role | undefined {
  const wanted = name.toLowerCase();
  return roles.find((role) => role.name === wanted || role.modes.includes(wanted));
}

/**
 * Roles a step of a plan may have: those that end with a result, and have a model in the run.
 * @param models the run's sealed models by role.
 */
export function planRoles(models: Readonly<Record<string, unknown>>): Role[] {
  return roles.filter(({ name, ends }) => ends === "attempt_completion" && models[name]);
}

/** What a task of a role may do. */
export function rightsOf({ tools, write, run }: Role): Rights {
  return {
    tools: [...tools],
    write: write !== false,
    ...(write === "tests" ? { testsOnly: true as const } : {}),
    run,
  };
}
