// Who may be tried when there is no progress: a model in the debugger's place, or a role that ends by reporting a
// verification. Any other role could not end the round it is made for. Pure.
import { type Failure, failure } from "../../protocol/failure";
import { type RoleModels, withOwn } from "./chooseModels";
import type { EffectiveConfig } from "./effective";

const key = "orchestrator.escalation";

/** @returns `invalid-input` with the place and the roles that can, or null where the setting can be used. */
export function escalationProblem(
  builtIn: readonly RoleModels[],
  {
    escalation,
    entries,
    roles: own,
  }: Pick<EffectiveConfig, "escalation" | "entries"> & Partial<Pick<EffectiveConfig, "roles">>,
): Failure | null {
  const roles = withOwn(builtIn, own);
  const role = roles.find(({ name }) => name === escalation);
  if (!role || reports(role)) return null;
  const place = entries.find((entry) => entry.key === key)?.origin ?? key;
  const able = roles.filter(reports).map(({ name }) => name);
  const message = `${place}: ${key} cannot be the role ${role.name}, which reports no verification; use a model as "provider/model", or one of the roles that do: ${able.join(", ")}.`;
  return failure("invalid-input", message);
}

function reports({ ends }: RoleModels): boolean {
  return ends === "report_verification";
}
