// The keys of the guide's examples, as its fixtures have them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const fixtures = join(import.meta.dirname, "../fixtures/agentManager");

/** @param name of a fixture, without `.json`. */
export function fixtureText(name: string): string {
  return readFileSync(join(fixtures, `${name}.json`), "utf8");
}

/** Written by us, and no example of the guide. */
const ours = ["seven-waves", "performance-pass"];
const examples = readdirSync(fixtures)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.replace(/\.json$/, ""))
  .filter((name) => !ours.includes(name));

/** `agents.*.model`: what is a name of a person's choice is a star. */
function keysOf(value: unknown, path: readonly string[] = []): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => keysOf(one, path));
  if (typeof value !== "object" || value === null) return [path.join(".")];
  const isByName = ["agents", "roles", "dependencies"].includes(path.at(-1) ?? "");
  return Object.entries(value).flatMap(([key, inner]) =>
    keysOf(inner, [...path, isByName && !(path[0] === "session") ? "*" : key]),
  );
}

/** Each key once, in the order of letters. */
export function guideKeys(): string[] {
  return [...new Set(examples.flatMap((name) => keysOf(JSON.parse(fixtureText(name)))))].sort();
}
