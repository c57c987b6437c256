// Who is meant by a role's name or mode name in one run.
import type { RunView } from "../../protocol/run";
import { findRole, rolesOf } from "../roles/index";
import type { Role } from "../roles/role";
import { router } from "../roles/router";

/** A role of this run, by its name or a mode name. */
export function roleIn({ settings }: Pick<RunView, "settings">, name: string): Role | undefined {
  return findRole(name, rolesOf(settings));
}

/** A role that a task of this run can be given, by its name or a mode name; else why not, for a model. */
export function usableRole(view: Pick<RunView, "settings">, mode: string): Role | string {
  const role = roleIn(view, mode);
  if (role && view.settings.models[role.name]) return role;
  return `There is no mode "${mode}" with a model in this run.`;
}

/** The role of a task: one of the run's, or the router, which only the engine makes a task of. */
export function roleOfTask(view: Pick<RunView, "settings">, name: string): Role | undefined {
  return roleIn(view, name) ?? (name === router.name ? router : undefined);
}
