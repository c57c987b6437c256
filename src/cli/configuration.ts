// The configuration of a terminal: its person is whoever sits at both ends of this program.
import type { ConfigFlags } from "../core/config/effective";
import { configPathOf, type LoadedSettings, loadSettings } from "../core/host/loadSettings";
import type { Result } from "../protocol/failure";
import type { Host } from "./host";

export type Configuration = LoadedSettings;

/** Whether a person sits at both ends of this program. */
export function atTerminal({ environment }: Pick<Host, "environment">): boolean {
  return environment.inputIsTerminal && environment.outputIsTerminal;
}

export function configPath({ environment }: Pick<Host, "environment">): string {
  return configPathOf(environment);
}

/** @param trusted whether the folder is; asked of the user's list where it is not known yet. */
export function loadConfiguration(
  host: Host,
  flags: ConfigFlags,
  trusted?: boolean,
): Promise<Result<Configuration>> {
  const wishes = { flags, terminal: atTerminal(host), ...(trusted === undefined ? {} : { trusted }) };
  return loadSettings(host.environment, wishes);
}

/** The person's own settings, for a run that is sealed already: what stands in its folder now is not read. */
export function loadOwnConfiguration(host: Host): Promise<Result<Configuration>> {
  return loadSettings(host.environment, { flags: {}, terminal: atTerminal(host), sealed: true });
}
