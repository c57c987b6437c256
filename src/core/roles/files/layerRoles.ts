// Puts the roles of all places over each other: built-in, a person's, a project's. A file that cannot be used is a
// sentence and no role; the others stand. Pure: texts were read before.
import { findRole, rolesOf } from "../index";
import type { Role } from "../role";
import { agentsConfigName, readAgentsConfig } from "./agentsConfig";
import { boundRole } from "./boundRole";
import { baseOf, buildRole } from "./buildRole";
import { type RoleDraft, readRoleDraft } from "./roleDraft";

export interface RoleText {
  /** As it is shown. */
  path: string;
  /** Without `.md`. */
  fileName: string;
  /** Null where it could not be read, then `problem` says why. */
  text: string | null;
  problem?: string;
}

export interface RoleTexts {
  person: RoleText[];
  /** Of a trusted folder; empty otherwise. */
  project: RoleText[];
  /** Text of the project's `agents-config.json`; null where there is none, or no trust. */
  agentsConfig: string | null;
}

export interface BrokenRole {
  /** What it would be called; the file's name where that is all there is. */
  name: string;
  /** One sentence, with file and line. */
  message: string;
}

export interface OwnRoles {
  /** Roles beside the built-in ones or in their place, by name; a run is sealed with them. */
  roles: Role[];
  broken: BrokenRole[];
  /** Sentences for the person, those of the broken ones among them. */
  notices: string[];
  /** What each is for, in its file's own words. */
  about: Record<string, string>;
}

export const noOwnRoles: OwnRoles = { roles: [], broken: [], notices: [], about: {} };

export function layerRoles({ person, project, agentsConfig }: RoleTexts): OwnRoles {
  const made: OwnRoles = { roles: [], broken: [], notices: [], about: {} };
  addLayer(made, draftsOf(person, made), null);
  const trusted = rolesOf(made);
  const config = agentsConfig === null ? null : readAgentsConfig(agentsConfig);
  if (config?.ok) {
    made.broken.push(...config.value.broken);
    made.notices.push(...config.value.notices);
    addLayer(made, config.value.drafts, trusted);
  } else if (config) made.broken.push({ name: agentsConfigName, message: config.failure.message });
  addLayer(made, draftsOf(project, made), trusted);
  made.roles.sort((one, other) => (one.name < other.name ? -1 : 1));
  made.notices.push(...made.broken.map(({ message }) => message));
  return made;
}

function draftsOf(texts: readonly RoleText[], made: OwnRoles): RoleDraft[] {
  const drafts = new Map<string, RoleDraft>();
  for (const { path, fileName, text, problem } of texts) {
    const read = text === null ? null : readRoleDraft(text, path, fileName);
    if (!read?.ok) {
      const message = read ? read.failure.message : (problem ?? `${path} cannot be read.`);
      made.broken.push({ name: fileName, message });
      continue;
    }
    const { draft, warnings } = read.value;
    made.notices.push(...warnings);
    const other = drafts.get(draft.name);
    if (other) {
      const message = `${path}: ${other.origin} is called ${draft.name} too; give one of them another name.`;
      made.broken.push({ name: fileName, message });
    } else drafts.set(draft.name, draft);
  }
  return [...drafts.values()];
}

/**
 * @param outer roles a project may not go beyond; null for a person's own.
 */
function addLayer(made: OwnRoles, drafts: readonly RoleDraft[], outer: readonly Role[] | null): void {
  const below = rolesOf({ roles: [...made.roles] });
  const built: Role[] = [];
  let open = [...drafts];
  while (open.length > 0) {
    const known = [...built, ...below.filter(({ name }) => !built.some((role) => role.name === name))];
    // A role waits for the one it starts from, where that stands in another file of the same place.
    const ready = open.filter(
      ({ name, base }) => !open.some((other) => other.name === base && base !== name),
    );
    if (ready.length === 0) {
      for (const draft of open) {
        const message = `${draft.origin}: its base ${draft.base} starts from it in turn; one of them needs another base.`;
        made.broken.push({ name: draft.name, message });
      }
      break;
    }
    for (const draft of ready) addRole(made, built, draft, known, outer);
    open = open.filter((draft) => !ready.includes(draft));
  }
  const names = new Set(built.map(({ name }) => name));
  made.roles = [...built, ...made.roles.filter(({ name }) => !names.has(name))];
}

function addRole(
  made: OwnRoles,
  built: Role[],
  draft: RoleDraft,
  known: readonly Role[],
  outer: readonly Role[] | null,
): void {
  const role = buildRole(draft, known);
  if (!role.ok) {
    made.broken.push({ name: draft.name, message: role.failure.message });
    return;
  }
  const about = draft.description ?? made.about[baseOf(draft, known)?.name === draft.name ? draft.name : ""];
  if (about !== undefined) made.about[draft.name] = about;
  if (!outer) {
    built.push(role.value);
    return;
  }
  const { role: bound, cut } = boundRole(role.value, outer);
  built.push(bound);
  if (cut.length === 0) return;
  const keys = cut.map((key) => (draft.origin === agentsConfigName ? `roles.${draft.name}.${key}` : key));
  made.notices.push(
    `${draft.origin} may only tighten what ${limitOf(draft, outer)} may do; these have no effect: ${keys.join(", ")}.`,
  );
}

function limitOf({ name, modes = [] }: RoleDraft, outer: readonly Role[]): string {
  const found = [name, ...modes].flatMap((one) => findRole(one, outer)?.name ?? []);
  return found.length === 0 ? "coder" : [...new Set(found)].join(" and ");
}
