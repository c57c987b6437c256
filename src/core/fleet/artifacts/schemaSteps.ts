// How long it takes to hold a value against a JSON Schema, told before it is done: parts of a schema that name the same part
// again and again double the work with each level. Every branch is counted, because one that fails has looked at all.
import { isRecord } from "./verdict";

/** More than the largest artifact needs by far, and about as many as can be done in a few seconds. */
const mostSteps = 1_000_000;

/** Why a value is not held against a schema, as a clause. */
export const tooManySteps = `to hold it against its schema takes more than ${mostSteps.toLocaleString("en-US")} steps; give a schema whose allOf, anyOf, oneOf and $ref do not name the same part again at each level`;

interface Count {
  root: unknown;
  left: number;
}

class Spent extends Error {}

/** False also where there is no end at all: that is told by who holds one against the other. */
export function takesTooLong(schema: unknown, value: unknown): boolean {
  try {
    walk({ root: schema, left: mostSteps }, schema, value);
    return false;
  } catch (thrown) {
    return thrown instanceof Spent;
  }
}

function walk(count: Count, schema: unknown, value: unknown): void {
  count.left -= 1;
  if (count.left < 0) throw new Spent();
  if (!isRecord(schema)) return;
  if (typeof schema.$ref === "string") {
    // What it stands for is the step.
    count.left += 1;
    walk(count, target(count.root, schema.$ref), value);
  }
  for (const key of ["allOf", "anyOf", "oneOf"])
    for (const each of listOf(schema[key])) walk(count, each, value);
  if (Array.isArray(value)) walkList(count, schema, value);
  else if (isRecord(value)) walkObject(count, schema, value);
}

function walkObject(count: Count, schema: Record<string, unknown>, value: Record<string, unknown>): void {
  const known = isRecord(schema.properties) ? schema.properties : {};
  for (const [key, inner] of Object.entries(value)) {
    if (schema.propertyNames) walk(count, schema.propertyNames, key);
    walk(count, Object.hasOwn(known, key) ? known[key] : schema.additionalProperties, inner);
  }
}

function walkList(count: Count, schema: Record<string, unknown>, value: unknown[]): void {
  const first = [...listOf(schema.prefixItems), ...listOf(schema.items)];
  const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  value.forEach((inner, index) => {
    if (schema.contains) walk(count, schema.contains, inner);
    walk(count, index < first.length ? first[index] : rest, inner);
  });
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What a reference stands for: the whole, or one of its definitions; nothing else is followed. */
function target(root: unknown, reference: string): unknown {
  const [first = "", name, ...more] = reference.replace(/^#\/?/, "").split("/");
  if (first === "") return root;
  const definitions = isRecord(root) && /^(\$defs|definitions)$/.test(first) ? root[first] : null;
  if (!isRecord(definitions) || name === undefined || more.length > 0) return null;
  return definitions[name.replace(/~1/g, "/").replace(/~0/g, "~")];
}

/** Whether a list of types names one twice, which no JSON Schema may: such a part would be read twice at each level. */
export function namesTypeTwice(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(namesTypeTwice);
  if (!isRecord(schema)) return false;
  const { type } = schema;
  return (
    (Array.isArray(type) && new Set(type).size < type.length) || Object.values(schema).some(namesTypeTwice)
  );
}
