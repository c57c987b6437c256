// The configuration that holds in a folder, and the models its roles get. Reads files and keys' names through the
// engine's own rooms; it chooses nothing.
import { join } from "node:path";
import type { Result } from "../../protocol/failure";
import { createCredentials, type FindSecret } from "../config/credentials";
import type { EditorSettings } from "../config/editorSettings";
import { type ConfigFlags, type EffectiveConfig, effectiveConfig } from "../config/effective";
import { kiloHome } from "../config/kiloHome";
import { readProjectFile } from "../config/projectFile";
import { readConfig } from "../config/readConfig";
import type { ModelLookups } from "../config/resolveModels";
import { isTrusted } from "../config/trust";
import { modelLimits } from "../providers/modelLimits";
import { findPrice } from "../providers/prices";
import { findRole } from "../roles/index";
import type { KnownRoles } from "./knownRoles";
import type { HostPlace } from "./openEngineAt";
import { readParts } from "./ownParts";

export interface LoadedSettings {
  config: EffectiveConfig;
  trusted: boolean;
  /** `[ci] auto_approve` of the user's own file. */
  ciMayApprove: boolean;
  secret: FindSecret;
  /** The roles that can be named here. */
  known: KnownRoles;
}

export interface SettingsWishes {
  flags: ConfigFlags;
  /** Whether a person can be asked at this host. */
  terminal: boolean;
  /** Whether the folder is trusted; asked of the user's list where the host does not say. */
  trusted?: boolean;
  /** Settings of the editor the host runs in. */
  editor?: EditorSettings | null;
  /** For an Agent Manager session. */
  session?: boolean;
  /** For a run that is sealed: the folder's files have no say in it any more, so a mistake in one does not stop it. */
  sealed?: boolean;
}

export function configPathOf({ variables }: Pick<HostPlace, "variables">): string {
  return join(kiloHome(variables), "config.toml");
}

export async function loadSettings(
  place: HostPlace,
  { flags, terminal, trusted, editor = null, session = false, sealed = false }: SettingsWishes,
): Promise<Result<LoadedSettings>> {
  const { variables, folder } = place;
  const home = kiloHome(variables);
  const trust = trusted ?? (await isTrusted(home, folder));
  const reads = trust && !sealed;
  const parts = await readParts({ home, folder, trusted: reads });
  if (!parts.ok) return parts;
  const { own, known } = parts.value;
  // A role whose file is broken has its own sentence; its settings need no second one.
  const names = [...known.roles, ...known.broken].map(({ name }) => name);
  const file = await readConfig(configPathOf(place), names);
  if (!file.ok) return file;
  const project = reads ? await readProjectFile(folder) : { ok: true as const, value: null };
  if (!project.ok) return project;
  const config = effectiveConfig({
    file: file.value,
    project: project.value,
    editor,
    trusted: trust,
    terminal,
    flags,
    own,
    session,
    known: {
      names: known.roles.map(({ name }) => name),
      find: (name) => findRole(name, known.roles)?.name,
    },
  });
  const ciMayApprove = file.value.values.ci?.auto_approve === true;
  const secret = createCredentials({ env: variables, home });
  return { ok: true, value: { config, trusted: trust, ciMayApprove, secret, known } };
}

/** What models are looked up with. @param languageModels the host's own; only VS Code has them. */
export function modelLookups(
  secret: FindSecret,
  languageModels?: ModelLookups["languageModels"],
): ModelLookups {
  const lookups = {
    secret,
    findPrice,
    modelLimits,
    fetch: (url: string, init: RequestInit) => fetch(url, init),
  };
  return languageModels ? { ...lookups, languageModels } : lookups;
}
