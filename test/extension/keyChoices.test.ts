// Which providers may be given a key, and which texts are keys.
import { expect, test } from "vitest";
import { keyChoices, keyProblem } from "../../src/extension/keyChoices";

test("built-in providers come first, then each of the configuration that names a key", () => {
  const providers = {
    openrouter: { base_url: "https://openrouter.ai/api/v1", api_key_env: "OPENROUTER_API_KEY" },
    ollama: { base_url: "http://127.0.0.1:11434/v1" },
    proxy: { base_url: "https://proxy.test/v1", api_key_env: "OPENAI_API_KEY" },
  };
  expect(keyChoices(providers).map(({ label, name }) => `${label}: ${name}`)).toEqual([
    "Anthropic: ANTHROPIC_API_KEY",
    "OpenAI: OPENAI_API_KEY",
    "openrouter: OPENROUTER_API_KEY",
  ]);
});

test.each<[string, string | null]>([
  ["sk-ant-0123456789", null],
  ["  sk-ant-0123456789\n", null],
  ["", "Paste the key."],
  ["sk ant 0123456789", "A key has no blanks or line breaks; paste it alone."],
  ["ANTHROPIC_API_KEY=sk-ant-0123", "Paste the key alone, without its name or quotes."],
  ['"sk-ant-0123456789"', "Paste the key alone, without its name or quotes."],
  ["sk-äöü-0123456789", "A key has only plain letters, digits and signs."],
  ["short", "This is too short for a key."],
])("%j", (key, expected) => {
  expect(keyProblem(key)).toBe(expected);
});
