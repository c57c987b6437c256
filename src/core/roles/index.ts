// The list of roles. Adding one is its file and a line here.
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
