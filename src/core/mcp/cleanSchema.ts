// The input schema of a tool server's tool as it goes to a model: the server's own, without what it can hide in it.
// It is never compiled or believed; the server checks the arguments itself.
import { visibleText } from "../../protocol/visibleText";

/** Characters of a whole schema, and of one text in it. */
const maxSchema = 20_000;
const maxText = 1_000;
const maxDepth = 24;

/** @returns null where it is too large or too deep, or does not describe an object. */
export function cleanSchema(schema: Record<string, unknown>): Record<string, unknown> | null {
  const clean = cleanValue(schema, 0) as Record<string, unknown> | undefined;
  if (!clean) return null;
  const { $schema: _, ...kept } = clean;
  if ((kept.type ?? "object") !== "object") return null;
  // Providers want an object with properties at the top, and no choice there.
  const { anyOf, oneOf, allOf, ...plain } = kept;
  const whole = { ...plain, type: "object", properties: kept.properties ?? {} };
  return JSON.stringify(whole).length <= maxSchema ? whole : null;
}

function cleanValue(value: unknown, depth: number): unknown {
  if (depth > maxDepth) return undefined;
  if (typeof value === "string") return cleanDescription(value);
  if (Array.isArray(value)) return value.map((inner) => cleanValue(inner, depth + 1) ?? null);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, cleanValue(inner, depth + 1)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

/** A text of an outsider for a model: bounded, nothing in it unseen. */
export function cleanDescription(text: string): string {
  const seen = visibleText(text.length > maxText ? `${text.slice(0, maxText - 1)}…` : text);
  return seen.length > maxText ? `${seen.slice(0, maxText - 1)}…` : seen;
}
