// The configuration that holds in a folder, and the models its roles get. Reads files and keys' names through the
// engine's own rooms; it chooses nothing.
import { join } from "node:path";
import { createCredentials, type FindSecret } from "../core/config/credentials";
import { type ConfigFlags, type EffectiveConfig, effectiveConfig } from "../core/config/effective";
import { kiloHome } from "../core/config/kiloHome";
import { readProjectFile } from "../core/config/projectFile";
import { readConfig } from "../core/config/readConfig";
import type { ModelLookups } from "../core/config/resolveModels";
import { isTrusted } from "../core/config/trust";
import { modelLimits } from "../core/providers/modelLimits";
import { findPrice } from "../core/providers/prices";
import { roles } from "../core/roles/index";
import type { Result } from "../protocol/failure";
import type { Host } from "./host";

export interface Configuration {
  config: EffectiveConfig;
  trusted: boolean;
  /** `[ci] auto_approve` of the user's own file. */
  ciMayApprove: boolean;
  secret: FindSecret;
}

/** Whether a person sits at both ends of this program. */
export function atTerminal({ environment }: Pick<Host, "environment">): boolean {
  return environment.inputIsTerminal && environment.outputIsTerminal;
}

export function configPath(host: Pick<Host, "environment">): string {
  return join(kiloHome(host.environment.variables), "config.toml");
}

/** @param trusted whether the folder is; asked of the user's list where it is not known yet. */
export async function loadConfiguration(
  host: Host,
  flags: ConfigFlags,
  trusted?: boolean,
): Promise<Result<Configuration>> {
  const { variables, folder } = host.environment;
  const home = kiloHome(variables);
  const trust = trusted ?? (await isTrusted(home, folder));
  const names = roles.map(({ name }) => name);
  const file = await readConfig(configPath(host), names);
  if (!file.ok) return file;
  const project = trust ? await readProjectFile(folder) : { ok: true as const, value: null };
  if (!project.ok) return project;
  const config = effectiveConfig({
    file: file.value,
    project: project.value,
    trusted: trust,
    terminal: atTerminal(host),
    flags,
  });
  const ciMayApprove = file.value.values.ci?.auto_approve === true;
  return {
    ok: true,
    value: { config, trusted: trust, ciMayApprove, secret: createCredentials({ env: variables, home }) },
  };
}

/** What models are looked up with. */
export function modelLookups(secret: FindSecret): ModelLookups {
  return { secret, findPrice, modelLimits, fetch: (url, init) => fetch(url, init) };
}
