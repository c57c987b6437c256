// A JSON Schema as something values can be held against. Tells a schema that is none from one that says more than can be
// followed here; what is left out of it (patterns) is left out silently. Throws never.
import * as z from "zod";
import { namesTypeTwice } from "./schemaSteps";
import { isRecord, own } from "./verdict";

export type UsableSchema =
  | { usable: z.ZodType }
  /** It is no JSON Schema: why, as a clause. */
  | { faulty: string }
  /** It may well be one, and cannot be followed: why, in a few words. */
  | { unsupported: string };

export function usableSchema(schema: unknown): UsableSchema {
  if (typeof schema !== "boolean" && !isRecord(schema)) return { faulty: "a JSON Schema is an object" };
  if (namesTypeTwice(schema)) return faulty("a list of types names one twice");
  try {
    const read = typed(withoutPatterns(schema)) as Parameters<typeof z.fromJSONSchema>[0];
    return { usable: z.fromJSONSchema(read) };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const lost = /^Reference not found: #(.*)$/s.exec(why)?.[1];
    if (lost !== undefined && leadsSomewhere(schema, lost))
      return { unsupported: `a $ref to #${lost}, which is not in its $defs` };
    const word = / (?:is|are) not supported/.exec(why);
    return word ? { unsupported: why.slice(0, word.index) } : faulty(why);
  }
}

function faulty(why: string): UsableSchema {
  return { faulty: `it is no JSON Schema that can be used: ${why}` };
}

/** Whether a reference names a part of the schema, or one by an anchor, which is not looked for. */
function leadsSomewhere(schema: unknown, reference: string): boolean {
  if (!reference.startsWith("/")) return true;
  const names = reference.slice(1).split("/");
  const part = (at: unknown, name: string) => {
    const key = name.replace(/~1/g, "/").replace(/~0/g, "~");
    return Array.isArray(at) ? at[Number(key)] : own(at, key);
  };
  return names.reduce(part, schema) !== undefined;
}

/** A model's own expression over a model's own text could keep the engine busy for ever. */
function withoutPatterns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPatterns);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(
    ([key, inner]) => key !== "patternProperties" && !(key === "pattern" && typeof inner === "string"),
  );
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutPatterns(inner)]));
}

const objectWords =
  "properties required additionalProperties propertyNames minProperties maxProperties".split(" ");
const notObject = { type: ["array", "string", "number", "boolean", "null"] };
const anything = { type: ["object", ...notObject.type] };

/** The same in words the converter does not pass over. */
function typed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typed);
  if (!isRecord(value)) return value;
  const parts = Object.entries(value).map(([key, each]) => [
    key,
    mapsNames.has(key) ? typedEach(each) : typedPart(key, each),
  ]);
  return typeNamed(requiredNamed(Object.fromEntries(parts)));
}

/** A name that is required is looked for only where the properties have it. */
function requiredNamed(schema: Record<string, unknown>): Record<string, unknown> {
  const { required, properties = {}, additionalProperties = true } = schema;
  if (!Array.isArray(required) || !isRecord(properties)) return schema;
  const missing = required.filter((name) => typeof name === "string" && !Object.hasOwn(properties, name));
  const value = additionalProperties === true ? anything : additionalProperties;
  const more = Object.fromEntries(missing.map((name) => [name, value]));
  return { ...schema, properties: { ...properties, ...more } };
}

/** Words about objects hold for an object also where no `type` is named. */
function typeNamed(schema: Record<string, unknown>): Record<string, unknown> {
  const words = objectWords.filter((word) => Object.hasOwn(schema, word));
  if (words.length === 0 || schema.type !== undefined || schema.$ref !== undefined) return schema;
  const apart = [...words, "allOf", "anyOf", "oneOf"];
  const rest = Object.fromEntries(Object.entries(schema).filter(([key]) => !apart.includes(key)));
  const object = { type: "object", ...Object.fromEntries(words.map((word) => [word, schema[word]])) };
  // Beside `allOf` the converter passes the other two over, unless each is a part of it.
  const others = ["anyOf", "oneOf"].flatMap((key) =>
    schema[key] === undefined ? [] : [{ [key]: schema[key] }],
  );
  const all = Array.isArray(schema.allOf) ? schema.allOf : [];
  return { ...rest, allOf: [...all, ...others, { anyOf: [object, notObject] }] };
}

/** Their keys are names a person chose, not words of the schema. */
const mapsNames = new Set(["properties", "$defs", "definitions", "dependentSchemas"]);
/** What they hold is data, not a schema. */
const holdsData = new Set(["const", "enum", "default", "examples", "required"]);

function typedPart(key: string, value: unknown): unknown {
  return holdsData.has(key) ? value : typed(value);
}

function typedEach(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, typed(schema)]));
}
