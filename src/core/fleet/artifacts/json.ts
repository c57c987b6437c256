// JSON artifacts: held against a schema where a consumer gave one. Patterns of a schema are left out: a model's own
// expression over a model's own text could keep the engine busy for ever.
import * as z from "zod";
import { counted } from "../../../protocol/counted";
import { namesTypeTwice, takesTooLong, tooManySteps } from "./schemaSteps";
import { type ArtifactCheck, fits, isRecord, misfit } from "./verdict";

export function checkJson(value: unknown, schema: unknown): ArtifactCheck {
  if (schema !== undefined) {
    const problem = schemaBreach(value, schema);
    if (problem) return misfit("json", problem);
  }
  return fits("json", `json: ${shapeOf(value)}${schema === undefined ? "" : ", fits its schema"}`);
}

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (isRecord(value)) return `object with ${counted(Object.keys(value).length, "key")}`;
  return value === null ? "null" : typeof value;
}

const schemaWords = new Set(
  "$id $schema $comment $ref $defs definitions title description default examples type enum const properties required additionalProperties items prefixItems allOf anyOf oneOf not format minimum maximum minLength maxLength minItems maxItems".split(
    " ",
  ),
);

/** What is called `schema.json` may as well be a database's: it says that it is a JSON Schema, or has no other words. */
export function isJsonSchema(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const keys = Object.keys(value);
  const says = typeof value.$schema === "string" && value.$schema.includes("json-schema.org");
  return says || (keys.includes("type") && keys.every((key) => schemaWords.has(key)));
}

/** A schema that others shall be held against must be one. */
export function checkJsonSchema(value: unknown): ArtifactCheck {
  const problem = schemaProblem(value);
  if (problem) return misfit("json-schema", problem);
  const properties = isRecord(value) && isRecord(value.properties) ? Object.keys(value.properties).length : 0;
  return fits("json-schema", `json schema: ${counted(properties, "property", "properties")}`);
}

function schemaProblem(schema: unknown): string | null {
  if (typeof schema !== "boolean" && !isRecord(schema)) return "a JSON Schema is an object";
  if (namesTypeTwice(schema)) return typeTwice;
  try {
    z.fromJSONSchema(withoutPatterns(schema) as Parameters<typeof z.fromJSONSchema>[0]);
    return null;
  } catch (thrown) {
    return `it is no JSON Schema that can be used: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}

const typeTwice = "it is no JSON Schema that can be used: a list of types names one twice";

/** What breaks the schema, as a clause; null where nothing does, or where the schema itself cannot be used. */
function schemaBreach(value: unknown, schema: unknown): string | null {
  if (schemaProblem(schema)) return null;
  if (takesTooLong(schema, value)) return tooManySteps;
  const usable = z.fromJSONSchema(withoutPatterns(schema) as Parameters<typeof z.fromJSONSchema>[0]);
  const read = heldAgainst(usable, value);
  if (read === null)
    return "its schema leads round in itself, or one of the two is nested too deep to follow";
  if (read.success) return null;
  const issues = read.error.issues.slice(0, 3);
  return `it breaks its schema: ${issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`).join("; ")}`;
}

/** Null where the look has no end: a schema may refer to itself, and what a model wrote must stop nothing but its own call. */
function heldAgainst(schema: z.ZodType, value: unknown) {
  try {
    return schema.safeParse(value);
  } catch {
    return null;
  }
}

function withoutPatterns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPatterns);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(
    ([key, inner]) => key !== "patternProperties" && !(key === "pattern" && typeof inner === "string"),
  );
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutPatterns(inner)]));
}
