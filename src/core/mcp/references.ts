// `${env:NAME}` in a tool server's environment and headers: looked up when the server is started, never before. What was
// looked up is taken out of everything the server says, for it may say its own keys.
import { failure, type Result } from "../../protocol/failure";
import type { Environment } from "../process/childEnvironment";

const reference = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;
/** Shorter values are too likely to be ordinary words. */
const shortestSecret = 6;

export function hasReference(text: string): boolean {
  return text.search(reference) !== -1;
}

export interface Resolved {
  values: Record<string, string>;
  /** Takes the looked-up values out of a text. */
  hide(text: string): string;
}

/**
 * The values with their references looked up.
 * @param server the server's name, for the failure.
 * @returns `key-missing` where a variable is not set, or where a sealed value had to be redacted.
 */
export function resolveReferences(
  server: string,
  written: Readonly<Record<string, string>>,
  environment: Environment,
): Result<Resolved> {
  const found = new Map<string, string>();
  const missing = new Set<string>();
  const values = Object.entries(written).map(([key, value]) => {
    const resolved = value.replace(reference, (_, name: string) => {
      const known = environment[name];
      if (known === undefined) missing.add(name);
      else if (known.length >= shortestSecret) found.set(known, name);
      return known ?? "";
    });
    return [key, resolved] as const;
  });
  if (missing.size > 0) {
    const names = [...missing].join(", ");
    const message = `The tool server ${server} needs ${names}, which is not set in the environment; set it and start again.`;
    return { ok: false, failure: failure("key-missing", message) };
  }
  const sealed = values.find(([, value]) => value.includes("[redacted:"));
  if (sealed) {
    const message = `The tool server ${server} has a secret written into ${sealed[0]}; write \${env:NAME} there instead.`;
    return { ok: false, failure: failure("key-missing", message) };
  }
  const secrets = [...found].sort(([one], [other]) => other.length - one.length);
  const hide = (text: string) =>
    secrets.reduce((clean, [secret, name]) => withoutSecret(clean, secret, name), text);
  return { ok: true, value: { values: Object.fromEntries(values), hide } };
}

function withoutSecret(text: string, secret: string, name: string): string {
  const spellings = new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  let clean = text;
  for (const spelling of spellings) clean = clean.replaceAll(spelling, `[redacted:${name}]`);
  return clean;
}
