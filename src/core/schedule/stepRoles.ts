// Names a step of a plan may have as its role: those that end with a result, and have a model in this run.
import type { RunSettings } from "../../protocol/settings";
import { roles } from "../roles/index";

export function stepRoles({ models }: RunSettings): string[] {
  return roles
    .filter(({ name, ends }) => ends === "attempt_completion" && models[name])
    .flatMap(({ name, modes }) => [name, ...modes]);
}
