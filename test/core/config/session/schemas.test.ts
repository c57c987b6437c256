// The published JSON schemas are what the forms say: made from them, complete with descriptions, and contributed for the
// files they speak of. `npx vitest run test/core/config/session/schemas.test.ts --update` writes them anew: the path comes
// first, for `--update` takes the word behind it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { agentsConfigSchema } from "../../../../src/core/config/sessionFiles/agentsConfigSchema";
import { managerSchema } from "../../../../src/core/config/sessionFiles/managerSchema";
import { memorySize } from "../../../../src/core/config/sessionFiles/memorySize";
import { sessionFileSchema } from "../../../../src/core/config/sessionFiles/sessionSchema";
import { sharedKeys } from "../../../../src/core/roles/files/roleDraft";

const root = join(import.meta.dirname, "../../../..");
const schemas = [
  ["agent-manager", managerSchema(), ["/.kilocode/agent-manager.json"]],
  ["agents-config", agentsConfigSchema(), ["/.kilocode/agents-config.json"]],
  ["agent-session", sessionFileSchema(), ["/.kilocode/sessions/*.json", "*.agent-session.json"]],
] as const;

const made = (schema: z.ZodType) => z.toJSONSchema(schema, { target: "draft-7" });

describe.each(schemas)("%s", (name, schema, fileMatch) => {
  test("is published as the form says", async () => {
    const path = join(root, `media/schemas/${name}.schema.json`);
    await expect(`${JSON.stringify(made(schema), null, 2)}\n`).toMatchFileSnapshot(path);
  });

  test("explains every key", () => {
    expect(silentKeys(made(schema))).toEqual([]);
  });

  test("is contributed for its files", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const entry = { fileMatch: [...fileMatch], url: `./media/schemas/${name}.schema.json` };
    expect(manifest.contributes.jsonValidation).toContainEqual(entry);
  });
});

test("there are no schemas but these", () => {
  const names = schemas.map(([name]) => `${name}.schema.json`).sort();
  expect(readdirSync(join(root, "media/schemas")).sort()).toEqual(names);
});

test("a role of agents-config.json has the keys that are read of it", () => {
  const roles = agentsConfigSchema().shape.roles.valueType;
  const known = [...Object.keys(sharedKeys()), "worktreePrefix", "branches"];
  expect(Object.keys(roles.shape).sort()).toEqual(known.sort());
});

test.each(["4GB", "512mb", "1.5 gib", "2g", "134217728", 134217728])("memory may be %j", (written) => {
  expect(memorySize(written)).not.toBeNull();
  expect(takesMemory(written)).toBe(true);
});

test.each(["4GBs", "GB", "-4GB", 4, -1, true])("memory may not be %j", (written) => {
  expect(takesMemory(written)).toBe(false);
});

/** As an editor reads what is published. */
function takesMemory(maxMemoryPerAgent: unknown): boolean {
  const published = JSON.parse(readFileSync(join(root, "media/schemas/agent-manager.schema.json"), "utf8"));
  return z.fromJSONSchema(published).safeParse({ resources: { maxMemoryPerAgent } }).success;
}

/** Paths of keys without a description. */
function silentKeys(schema: z.core.JSONSchema.BaseSchema, path = ""): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    if (typeof inner === "boolean") return [];
    const here = `${path}.${key}`;
    return [...(inner.description ? [] : [here]), ...silentKeys(inner, here)];
  });
  const inside = [schema.additionalProperties, schema.items].flatMap((inner) =>
    typeof inner === "object" && !Array.isArray(inner) ? silentKeys(inner, `${path}.*`) : [],
  );
  return [...own, ...inside];
}
