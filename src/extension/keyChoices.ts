// What `Kilo: Set API Key` offers and what it accepts. Pure; sees a key only to judge its form.
import { builtInKeys } from "../core/config/modelId";

export interface KeyChoice {
  /** As a person calls the provider. */
  label: string;
  /** The key's name, as in `ANTHROPIC_API_KEY`. */
  name: string;
  /** Where its models are, for providers of the configuration. */
  detail: string | null;
}

const ownLabels = new Map([
  ["anthropic", "Anthropic"],
  ["openai", "OpenAI"],
]);

/**
 * The built-in providers, then each of the configuration that names a key; a key two providers share is offered once.
 * @param providers `[providers.<name>]` of the configuration.
 */
export function keyChoices(
  providers: Readonly<Record<string, { base_url: string; api_key_env?: string | undefined }>>,
): KeyChoice[] {
  const choices: KeyChoice[] = [...builtInKeys].map(([provider, name]) => ({
    label: ownLabels.get(provider) ?? provider,
    name,
    detail: null,
  }));
  for (const [provider, { base_url, api_key_env }] of Object.entries(providers)) {
    if (api_key_env === undefined || choices.some(({ name }) => name === api_key_env)) continue;
    choices.push({ label: provider, name: api_key_env, detail: base_url });
  }
  return choices;
}

/** @returns the sentence that says what is wrong with a key's form, or null; never a part of the key. */
export function keyProblem(key: string): string | null {
  const given = key.trim();
  if (given === "") return "Paste the key.";
  if (/\s/.test(given)) return "A key has no blanks or line breaks; paste it alone.";
  // It travels in a header, where other characters are refused.
  if (!/^[\x21-\x7e]+$/.test(given)) return "A key has only plain letters, digits and signs.";
  if (/^[A-Z][A-Z0-9_]*=|^["']|["']$/.test(given)) return "Paste the key alone, without its name or quotes.";
  if (given.length < 8) return "This is too short for a key.";
  return null;
}
