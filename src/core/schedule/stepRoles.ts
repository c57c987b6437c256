// Names a step of a plan may have as its role: a role's own, or one of its mode names.
import type { RunSettings } from "../../protocol/settings";
import { planRoles } from "../roles/index";

export function stepRoles({ models }: RunSettings): string[] {
  return planRoles(models).flatMap(({ name, modes }) => [name, ...modes]);
}
