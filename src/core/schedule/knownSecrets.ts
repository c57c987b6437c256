// Secrets a run can know of before anybody prints them: the host's variables and the project's `.env` files. Read to be
// taken out of texts, and for nothing else.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Fact, RunEvent } from "../../protocol/event";
import { createRedactor, type Redactor } from "../log/redact";
import type { Ports } from "../ports";
import { type Environment, secretValues } from "../process/childEnvironment";

const largest = 256_000;
const setting = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s#]*))/;

/**
 * @param environment the host's own.
 * @param folder whose `.env` files count too; null where it is not trusted, or not known.
 */
function knownSecrets(environment: Environment, folder: string | null): string[] {
  const files = folder === null ? [] : namesIn(folder).filter((name) => /^\.env(\.|$)/.test(name));
  return [
    ...secretValues(environment),
    ...files.flatMap((name) => secretValues(variablesIn(join(folder ?? "", name)))),
  ];
}

/** A redactor that knows the host's secrets, and those of a run's folder where it is trusted. */
export function redactorFor(
  environment: Environment,
  first: readonly Fact[] | null,
  events: readonly RunEvent[],
): Redactor {
  const facts = first ?? events.slice(0, 1).map(({ fact }) => fact);
  const started = facts.find((fact) => fact.type === "run.started");
  return createRedactor(knownSecrets(environment, started?.settings.trusted ? started.folder : null));
}

/** The same ports; keys are taken out of every text from the moment they are used. */
export function learning(ports: Ports, redactor: Redactor): Ports {
  const secret: Ports["secret"] = async (name) => {
    const value = await ports.secret(name);
    if (value) redactor.learn([value]);
    return value;
  };
  return { ...ports, secret };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function variablesIn(path: string): Record<string, string> {
  const variables: Record<string, string> = {};
  try {
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > largest) return {};
    for (const line of readFileSync(path, "utf8").split(/\r?\n/)) {
      const [, name, double, single, bare] = setting.exec(line) ?? [];
      const value = double ?? single ?? bare;
      if (name && value) variables[name] = value;
    }
  } catch {
    // What cannot be read cannot be printed by anybody else of this user either.
  }
  return variables;
}
