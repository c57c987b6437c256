// The roles a person can name in a folder, and what naming one comes to. A role whose file is broken is answered with
// what is wrong with it.
import { failure, type Result } from "../../protocol/failure";
import { kiloHome } from "../config/kiloHome";
import { nearestName } from "../config/nearestName";
import { isTrusted } from "../config/trust";
import type { BrokenRole } from "../roles/files/layerRoles";
import { readRoles } from "../roles/files/readRoles";
import { findRole, roles, rolesOf } from "../roles/index";
import type { Role } from "../roles/role";
import type { HostPlace } from "./openEngineAt";

export interface KnownRoles {
  /** Built-in ones, a person's and, in a trusted folder, the project's. */
  roles: readonly Role[];
  broken: readonly BrokenRole[];
  /** What each of the own roles is for, in its file's words. */
  about: Readonly<Record<string, string>>;
}

export const builtInRoles: KnownRoles = { roles, broken: [], about: {} };

/** @param trusted asked of the user's list where it is not known. */
export async function knownRoles({ variables, folder }: HostPlace, trusted?: boolean): Promise<KnownRoles> {
  const home = kiloHome(variables);
  const trust = trusted ?? (await isTrusted(home, folder));
  const own = await readRoles({ home, folder, trusted: trust });
  return { roles: rolesOf(own), broken: own.broken, about: own.about };
}

/** @param name a role's name or one of its mode names, in any case. @returns the role's own name. */
export function chosenRole(name: string, known: KnownRoles): Result<string> {
  const broken = known.broken.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (broken) {
    const message = `The role ${broken.name} cannot be used: ${broken.message}`;
    return { ok: false, failure: failure("invalid-input", message) };
  }
  const role = findRole(name, known.roles);
  if (role) return { ok: true, value: role.name };
  const near = nearestName(
    name,
    known.roles.flatMap((one) => [one.name, ...one.modes]),
  );
  const names = known.roles.map((one) => one.name).join(", ");
  const cure = near ? `Did you mean ${near}?` : `There are ${names}.`;
  return { ok: false, failure: failure("invalid-input", `There is no role "${name}". ${cure}`) };
}
