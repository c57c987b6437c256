// Names a step of a plan may have as its role: a role's own, or one of its mode names.
import type { RunSettings } from "../../protocol/settings";
import { planRoles, rolesOf } from "../roles/index";

export function stepRoles(settings: RunSettings): string[] {
  return planRoles(settings.models, rolesOf(settings)).flatMap(({ name, modes }) => [name, ...modes]);
}
