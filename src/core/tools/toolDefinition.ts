// A tool as a model sees it: name, words and a small JSON Schema. The same tool gives the same bytes every time,
// for prompt caches; what only the engine checks (lengths, ranges, defaults) is left out, for it is paid every turn.
import * as z from "zod";
import type { ToolDefinition } from "../../protocol/message";
import type { Tool } from "./tool";

type Schema = Record<string, unknown>;

/** Keywords that stay; `properties`, `items` and `anyOf` are gone through. */
const kept = ["type", "description", "enum", "required"];

function simplify(schema: Schema): Schema {
  if (Array.isArray(schema.anyOf)) return simplifyChoice(schema, schema.anyOf as Schema[]);
  const simple: Schema = {};
  for (const key of kept) {
    if (schema[key] !== undefined) simple[key] = schema[key];
  }
  if (Array.isArray(simple.type)) simple.type = simple.type.find((type) => type !== "null");
  if (schema.items) simple.items = simplify(schema.items as Schema);
  if (schema.properties) {
    const properties = Object.entries(schema.properties as Record<string, Schema>);
    simple.properties = Object.fromEntries(properties.map(([name, property]) => [name, simplify(property)]));
  }
  return simple;
}

/** `null` is taken where a value is optional, but not told. */
function simplifyChoice(schema: Schema, choices: Schema[]): Schema {
  const real = choices.filter((choice) => choice.type !== "null").map(simplify);
  const description = schema.description === undefined ? {} : { description: schema.description };
  const [only] = real;
  return real.length === 1 && only ? { ...only, ...description } : { anyOf: real, ...description };
}

/** What was made of a tool before: every task of a run asks for it, many at once where they go side by side. */
const made = new WeakMap<Tool, ToolDefinition>();

export function toolDefinition(tool: Tool): ToolDefinition {
  const known = made.get(tool);
  if (known) return known;
  const definition = makeDefinition(tool);
  made.set(tool, definition);
  return definition;
}

/** The JSON of each definition that stood in a prompt. */
const texts = new WeakMap<ToolDefinition, string>();

/** The definitions as JSON, the same bytes as `JSON.stringify` gives; each is written once, however many tasks have it. */
export function definitionsText(tools: readonly ToolDefinition[]): string {
  return `[${tools.map(textOf).join(",")}]`;
}

function textOf(tool: ToolDefinition): string {
  const text = texts.get(tool) ?? JSON.stringify(tool);
  texts.set(tool, text);
  return text;
}

function makeDefinition(tool: Tool): ToolDefinition {
  const { name, description, inputSchema } = tool;
  if (inputSchema) return { name, description, schema: inputSchema };
  const full = z.toJSONSchema(tool.input, { io: "input", target: "draft-7", unrepresentable: "any" });
  return { name, description, schema: simplify(full as Schema) };
}
