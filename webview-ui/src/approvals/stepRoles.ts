// Roles a step may be given: those the host names from the run's own settings, and those the plan came with. Pure; the
// engine has the last word.
import type { Plan } from "../../../src/protocol/plan";
import type { InboxEntry } from "../../../src/protocol/wire";

/** Role names for a list, those the plan came with and the host does not name first. */
export function stepRoles({ stepRoles: named }: Pick<InboxEntry, "stepRoles">, plan: Plan): string[] {
  const own = plan.steps.map(({ role }) => role).filter((role) => !named.includes(role));
  return [...new Set([...own, ...named])];
}
