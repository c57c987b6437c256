// Roles a step may be given: those that carry work out and end with a result. Pure; the engine has the last word.
import type { Plan } from "../../../src/protocol/plan";
import type { HostState } from "../../../src/protocol/wire";

/** Roles that lead, plan, prove or only answer. */
const others = ["orchestrator", "planner", "debugger", "ask", "router"];

/** Role names for a list, those of the plan first where the host does not name them. */
export function stepRoles(roles: HostState["roles"], plan: Plan): string[] {
  const carrying = roles.filter(({ name }) => !others.includes(name));
  const known = new Set(carrying.flatMap(({ name, mode }) => [name, mode]));
  const strange = plan.steps.map(({ role }) => role).filter((role) => !known.has(role));
  return [...new Set([...strange, ...carrying.map(({ name }) => name)])];
}

/** All names that are good in an edited plan. */
export function allowedRoles(roles: HostState["roles"], plan: Plan): string[] {
  const modes = roles.filter(({ name }) => !others.includes(name)).map(({ mode }) => mode);
  return [...new Set([...stepRoles(roles, plan), ...modes])];
}
