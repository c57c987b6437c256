// JSON artifacts: held against a schema where a consumer gave one.
import type * as z from "zod";
import { counted } from "../../../protocol/counted";
import { takesTooLong, tooManySteps } from "./schemaSteps";
import { usableSchema } from "./usableSchema";
import { type ArtifactCheck, fits, isRecord, misfit } from "./verdict";

export function checkJson(value: unknown, schema: unknown): ArtifactCheck {
  const shape = `json: ${shapeOf(value)}`;
  if (schema === undefined) return fits("json", shape);
  const read = usableSchema(schema);
  if ("faulty" in read) return fits("json", `${shape}, not held against its schema: ${read.faulty}`);
  if ("unsupported" in read) return fits("json", `${shape}, ${notHeld(read)}`);
  const problem = schemaBreach(value, schema, read.usable);
  return problem ? misfit("json", problem) : fits("json", `${shape}, fits its schema`);
}

function notHeld({ unsupported }: { unsupported: string }): string {
  return `not held against its schema: not supported here: ${unsupported}`;
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
  const read = usableSchema(value);
  if ("faulty" in read) return misfit("json-schema", read.faulty);
  const properties = isRecord(value) && isRecord(value.properties) ? Object.keys(value.properties).length : 0;
  const words = `json schema: ${counted(properties, "property", "properties")}`;
  if ("usable" in read) return fits("json-schema", words);
  return fits(
    "json-schema",
    `${words}; nothing is held against it, for this is not supported here: ${read.unsupported}`,
  );
}

/** What breaks the schema, as a clause; null where nothing does. */
function schemaBreach(value: unknown, schema: unknown, usable: z.ZodType): string | null {
  if (takesTooLong(schema, value)) return tooManySteps;
  const read = heldAgainst(usable, value);
  if (read === null)
    return "its schema leads round in itself, or one of the two is nested too deep to follow";
  if (read.success) return null;
  const issues = read.error.issues.flatMap((issue) => plainIssues(issue)).slice(0, 3);
  return `it breaks its schema: ${issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`).join("; ")}`;
}

/** Of alternatives that are all broken: what breaks the only one that is of the value's own type. */
function plainIssues(issue: z.core.$ZodIssue): Pick<z.core.$ZodIssue, "path" | "message">[] {
  if (issue.code !== "invalid_union") return [issue];
  const near = issue.errors.filter((issues) => issues.every(({ path }) => path.length > 0));
  const [only = []] = near;
  if (near.length !== 1) return [issue];
  return only.flatMap(plainIssues).map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
}

/** Null where the look has no end: a schema may refer to itself, and what a model wrote must stop nothing but its own call. */
function heldAgainst(schema: z.ZodType, value: unknown) {
  try {
    return schema.safeParse(value);
  } catch {
    return null;
  }
}
