// What an artifact turns out to be, by its name and content: one line for people, or one clause for the model.
import { describe, expect, test } from "vitest";
import { artifactNameProblem } from "../../../../src/core/fleet/artifacts/artifactName";
import { checkArtifact, largestArtifact } from "../../../../src/core/fleet/artifacts/checkArtifact";
import * as documents from "./documents";

const {
  pets,
  petsWith,
  petsYaml,
  junitVitest,
  junitPytest,
  junitNested,
  summary,
  istanbul,
  lcov,
  cobertura,
} = documents;
const look = (name: string, content: string | Uint8Array | object, schema?: unknown) => {
  const isRaw = typeof content === "string" || content instanceof Uint8Array;
  return checkArtifact(name, Buffer.from(isRaw ? content : JSON.stringify(content)), schema);
};

describe("sound", () => {
  test.each<[string, string | Uint8Array | object, string]>([
    ["openapi.yaml", petsYaml, "openapi 3.1: 2 paths, 3 operations"],
    ["api/openapi.json", pets, "openapi 3.0: 2 paths, 2 operations"],
    ["anything.json", pets, "openapi 3.0: 2 paths, 2 operations"],
    ["contract.yml", petsYaml, "openapi 3.1: 2 paths, 3 operations"],
    [
      "openapi.json",
      { openapi: "3.1.0", info: { title: "a", version: "1" }, components: {} },
      "openapi 3.1: 0 paths, 0 operations",
    ],
    ["junit.xml", junitVitest, "junit: 3 tests, 1 failure, 1 skipped"],
    ["report.xml", junitPytest, "junit: 2 tests, 0 failures, 1 error"],
    ["nested.xml", junitNested, "junit: 2 tests, 0 failures"],
    ["coverage-summary.json", summary, "coverage: 82.5 % lines"],
    ["coverage-final.json", istanbul, "coverage: 66.7 % lines"],
    ["figures.json", istanbul, "coverage: 66.7 % lines"],
    ["lcov.info", lcov, "coverage: 75.0 % lines"],
    ["coverage.xml", cobertura, "coverage: 83.1 % lines"],
    ["schema.json", { tables: [], version: 1 }, "json: object with 2 keys"],
    ["schema.json", { type: "postgres", tables: [] }, "json: object with 2 keys"],
    ["schema.json", { type: "object", properties: { a: { type: "string" } } }, "json schema: 1 property"],
    ["list.json", [1, 2, 3], "json: list of 3"],
    [
      "user.schema.json",
      { type: "object", properties: { a: { type: "string" } } },
      "json schema: 1 property",
    ],
    ["notes.md", "# Notes\n\nAll of it.\n", "text: 3 lines, 20 bytes"],
    ["empty.txt", "", "text: 0 lines, 0 bytes"],
    ["settings.yaml", "a: &x 1\nb: *x\n", "text: 2 lines, 14 bytes"],
    ["feed.xml", "<rss><channel/></rss>", "xml: <rss>, 1 child element"],
    ["shot.png", new Uint8Array([0x89, 0x50, 0xff, 0]), "binary: 4 bytes"],
  ])("%s", (name, content, line) => {
    expect(look(name, content)).toMatchObject({ ok: true, summary: line });
  });
});

describe("broken", () => {
  test.each<[string, string | Uint8Array | object, string]>([
    ["schema.json", "{ tables: [] }", "it is no JSON: "],
    ["schema.json", '{"a":1', "it is no JSON: "],
    ["openapi.yaml", "openapi: 3.1.0\n\tinfo: x\n", "it is no YAML: line 2: "],
    ["openapi.yaml", "just words", "it is no object"],
    ["openapi.json", { swagger: "2.0", paths: {} }, "it is Swagger 2.0; OpenAPI 3.x is expected"],
    ["openapi.json", { openapi: "4.0.0" }, 'openapi must be a version such as "3.1.0"'],
    ["openapi.json", { openapi: "3.0.0", info: { version: "1" } }, "info.title is missing"],
    ["openapi.json", { openapi: "3.0.0", info: { title: "a", version: "1" } }, "paths is missing"],
    ["openapi.json", petsWith(["paths", "pets"], {}), "the path pets does not begin with /"],
    [
      "openapi.json",
      petsWith(["paths", "/pets", "get", "responses"], undefined),
      "GET /pets: responses is missing",
    ],
    [
      "openapi.json",
      petsWith(["paths", "/pets", "get", "responses"], { ok: {} }),
      "GET /pets: ok is no response code",
    ],
    [
      "openapi.json",
      petsWith(["paths", "/pets/{id}", "delete", "operationId"], "list"),
      "DELETE /pets/{id}: operationId list is used twice",
    ],
    [
      "openapi.json",
      petsWith(["paths", "/pets/{id}", "parameters"], undefined),
      "DELETE /pets/{id}: the path parameter id is not declared",
    ],
    [
      "openapi.json",
      petsWith(["paths", "/pets", "get", "responses", "200"], { $ref: "#/components/schemas/Pet" }),
      "#/components/schemas/Pet leads nowhere",
    ],
    [
      "junit.xml",
      junitVitest.replace(
        'tests="3" failures="1" errors="0" skipped',
        'tests="4" failures="1" errors="0" skipped',
      ),
      '<testsuite> "test/a.test.ts" declares 4 tests and lists 3',
    ],
    [
      "junit.xml",
      junitPytest.replace('errors="1"', 'errors="0"'),
      '<testsuite> "pytest" declares 0 errors and lists 1',
    ],
    [
      "junit.xml",
      junitPytest.replace('tests="2"', 'tests="two"'),
      '<testsuite> "pytest" declares tests="two", which is no count',
    ],
    [
      "junit.xml",
      junitVitest.replace("</testsuite>\n", ""),
      "it is no XML: line 9: </testsuites> closes <testsuite>",
    ],
    ["junit.xml", "<report/>", "its root is <report>, not <testsuites> or <testsuite>"],
    ["junit.xml", "all green", "it is no XML: line 1: text stands outside the root element"],
    [
      "a.xml",
      '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
      "it is no XML: line 1: a document that declares its own entities is not read",
    ],
    ["a.xml", "<a>fish & chips</a>", "it is no XML: line 1: an & begins no known entity; write &amp;"],
    ["a.xml", '<a b="1" b="2"/>', "it is no XML: line 1: the attribute b is given twice"],
    ["a.xml", "<a/><b/>", "it is no XML: line 1: <b> is a second root element"],
    ["a.xml", `${"<a>".repeat(300)}`, "it is no XML: line 1: it is nested too deep"],
    [
      "coverage-summary.json",
      { total: { ...summary.total, lines: { total: 40, covered: 41, skipped: 0, pct: 100 } } },
      "total: lines has 41 covered of 40",
    ],
    [
      "coverage-summary.json",
      { total: { ...summary.total, lines: { total: 40, covered: 33, skipped: 0, pct: 99 } } },
      "total: lines says 99 %, but 33 of 40 are covered",
    ],
    ["coverage-final.json", { "/a.ts": { s: {} } }, "/a.ts has no statementMap with its counts"],
    [
      "coverage-final.json",
      { "/a.ts": { ...istanbul["/a.ts"], s: { ...istanbul["/a.ts"].s, 9: 1 } } },
      "/a.ts: there is no statement 9",
    ],
    ["lcov.info", lcov.replace("LF:2", "LF:3"), "src/a.ts says 3 lines (LF) and lists 2"],
    ["lcov.info", lcov.replace(/end_of_record\n$/, ""), "the record of src/b.ts has no end_of_record"],
    ["lcov.info", "All files | 83.1 |\n", "line 1: this is no line of LCOV"],
    [
      "coverage.xml",
      cobertura.replace('"831"', '"931"'),
      "line-rate is 0.831, but 931 of 1000 lines are covered",
    ],
    ["a.schema.json", "[1]", "a JSON Schema is an object"],
    ["a.schema.json", { type: "objekt" }, "it is no JSON Schema that can be used: Unsupported type: objekt"],
    ["schema.json", { type: "objekt" }, "it is no JSON Schema that can be used: Unsupported type: objekt"],
    [
      "schema.json",
      {
        $schema: "http://json-schema.org/draft-07/schema#",
        type: "object",
        properties: { a: { type: "txt" } },
        x: 1,
      },
      "it is no JSON Schema that can be used: Unsupported type: txt",
    ],
    ["a.json", new Uint8Array([0xff, 0xfe, 0x00]), "it is no UTF-8 text, but its name ends with .json"],
    ["big.txt", "x".repeat(largestArtifact + 1), "it has 1000001 bytes and may have 1000000"],
  ])("%s: %#", (name, content, problem) => {
    const checked = look(name, content);
    expect(checked.ok).toBe(false);
    expect(checked.problem).toContain(problem);
    expect(checked.summary).toContain(problem);
  });
});

test("JSON is held against the schema of whoever consumes it", () => {
  const schema = { type: "object", properties: { port: { type: "integer" } }, required: ["port"] };
  expect(look("service.json", { port: 80 }, schema)).toMatchObject({
    ok: true,
    summary: "json: object with 1 key, fits its schema",
  });
  expect(look("service.json", { port: "80" }, schema)).toMatchObject({ ok: false });
  expect(look("service.json", {}, schema).problem).toMatch(/^it breaks its schema: port: /);
  const slow = { type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } };
  expect(look("service.json", { a: `${"a".repeat(60)}!` }, slow).ok).toBe(true);
});

test.each<[string, object, string]>([
  ["if/else", { if: { type: "object" }, else: { required: ["a"] } }, "Conditional schemas (if/then/else)"],
  ["another file", { $ref: "other.schema.json" }, "External $ref"],
  [
    "a part of itself",
    { properties: { b: { $ref: "#/properties/a" }, a: {} } },
    "a $ref to #/properties/a, which is not in its $defs",
  ],
])("a schema that is one and cannot be followed is told as not supported: %s", (_, schema, why) => {
  expect(look("a.schema.json", { type: "object", ...schema })).toMatchObject({
    ok: true,
    summary: expect.stringMatching(
      /^json schema: \d propert.*; nothing is held against it, for this is not supported here: /,
    ),
  });
  expect(look("a.schema.json", { type: "object", ...schema }).summary).toContain(why);
  expect(look("a.json", { b: 1 }, { type: "object", ...schema }).summary).toBe(
    `json: object with 1 key, not held against its schema: not supported here: ${why}`,
  );
});

test("a reference that leads nowhere is a fault of the schema", () => {
  const lost = { type: "object", properties: { b: { $ref: "#/$defs/a" } } };
  expect(look("a.schema.json", lost).problem).toContain("Reference not found: #/$defs/a");
});

test("words about objects hold also where a schema names no type", () => {
  const port = {
    properties: { port: { properties: { number: { type: "integer" } }, required: ["number"] } },
  };
  expect(look("a.json", { port: { number: 80 } }, port).ok).toBe(true);
  expect(look("a.json", { port: { number: "80" } }, port).problem).toMatch(
    /^it breaks its schema: port\.number: .*expected/,
  );
  expect(look("a.json", { port: {} }, port).problem).toMatch(/^it breaks its schema: port\.number: /);
  // They say nothing about what is no object.
  expect(look("a.json", { port: 80 }, port).ok).toBe(true);
  const both = { required: ["a"], anyOf: [{ required: ["b"] }, { required: ["c"] }] };
  const broken = [{ a: 1 }, { b: 1 }, { a: 1, c: 1 }].map((value) => look("a.json", value, both).ok);
  expect(broken).toEqual([false, false, true]);
  const closed = { type: "object", required: ["a"], additionalProperties: { type: "integer" } };
  expect([{}, { a: "1" }, { a: 1 }].map((value) => look("a.json", value, closed).ok)).toEqual([
    ...[false, false, true],
  ]);
  // Names a person chose are no words of a schema.
  const named = {
    type: "object",
    properties: { properties: { type: "string" }, required: { type: "string" } },
  };
  expect(look("a.json", { properties: "x", required: "y" }, named).ok).toBe(true);
  expect(look("a.json", { properties: 1 }, named).ok).toBe(false);
});

test.each<[string, unknown, unknown]>([
  ["is nothing but itself", 80, { $ref: "#" }],
  [
    "leads round below",
    { port: 80 },
    {
      type: "object",
      properties: { port: { $ref: "#/$defs/port" } },
      $defs: { port: { $ref: "#/$defs/port" } },
    },
  ],
])("a schema that %s stops no engine", (_, value, schema) => {
  expect(look("service.json", value as object, schema)).toMatchObject({ ok: false, kind: "json" });
});

const levels = Array.from({ length: 40 }, (_, at) => at);
const defs = (level: (below: object) => object) =>
  Object.fromEntries(
    levels.map((at) => [`l${at}`, at === 0 ? { type: "integer" } : level({ $ref: `#/$defs/l${at - 1}` })]),
  );
const deep = (level: (below: object) => object) =>
  levels.reduce<object>((below) => level(below), { type: "integer" });

test.each<[string, unknown, object]>([
  ["allOf", 80, { $ref: "#/$defs/l39", $defs: defs((below) => ({ allOf: [below, below] })) }],
  ["anyOf", "80", { $ref: "#/$defs/l39", $defs: defs((below) => ({ anyOf: [below, below] })) }],
  [
    "objects",
    deep((a) => ({ a })),
    {
      $ref: "#/$defs/l39",
      $defs: defs((a) => ({ oneOf: [1, 2].map(() => ({ type: "object", properties: { a } })) })),
    },
  ],
])("a schema whose %s name the same part at each level is not followed for ever", (_, value, schema) => {
  expect(look("service.json", value as object, schema).problem).toBe(
    "to hold it against its schema takes more than 1,000,000 steps; give a schema whose allOf, anyOf, oneOf and $ref do not name the same part again at each level",
  );
});

test("a schema that names a type twice at each level is refused at once", () => {
  const schema = deep((a) => ({ type: ["object", "object"], properties: { a } }));
  expect(look("service.schema.json", schema).problem).toBe(
    "it is no JSON Schema that can be used: a list of types names one twice",
  );
});

test("the largest list is held against its schema", () => {
  const schema = { type: "array", items: { $ref: "#/$defs/one" }, $defs: { one: { type: "integer" } } };
  const text = `[${Array.from({ length: (largestArtifact - 2) / 2 }, () => "1").join(",")}]`;
  expect(look("list.json", text, schema).ok).toBe(true);
});

test("a long list of objects is held against a schema with many alternatives", () => {
  const names = Array.from({ length: 10 }, (_, at) => `field${at}`);
  const kind = (at: number) => ({
    type: "object",
    properties: {
      kind: { const: at },
      ...Object.fromEntries(names.map((name) => [name, { type: "integer" }])),
    },
    required: ["kind", ...names],
  });
  const schema = { type: "array", items: { anyOf: names.map((_, at) => kind(at)) } };
  const one = { kind: 9, ...Object.fromEntries(names.map((name) => [name, 123])) };
  expect(
    look(
      "list.json",
      Array.from({ length: 7_000 }, () => one),
      schema,
    ).ok,
  ).toBe(true);
});

test.each([
  ["blanks behind a word", `a${" ".repeat(200_000)}b\n`],
  ["quoted values", Array.from({ length: 20_000 }, (_, at) => `k${at}: "v"\n`).join("")],
  ["blank lines in a text", `a: |\n${"\n".repeat(200_000)} b\n`],
])("YAML with very many %s is read like any other", (_, text) => {
  const checked = checkArtifact("openapi.yaml", Buffer.from(`openapi: 3.1.0\n${text}`));
  expect(checked).toMatchObject({ ok: false, kind: "openapi" });
});

describe("names", () => {
  test.each([
    "/etc/passwd",
    "../x",
    "a/../../x",
    "a//b",
    "",
    ".hidden",
    "a/.git/config",
    ".",
    "a/.",
    "C:/x",
    "a\\b",
    "con",
    "aux.json",
    "a/nul.txt",
    "x.",
    "x ",
    "a:b",
    "a\u0000b",
    "a\u202eb",
    "a\nb",
    "~/x",
    "https://x",
    "x".repeat(200),
    "a/b/c/d/e/f/g/h/i",
    "GIT~1",
  ])("refused: %j", (name) => {
    expect(artifactNameProblem(name)).toEqual(expect.any(String));
  });
  test.each([
    "schema.json",
    "openapi.yaml",
    "reports/junit.xml",
    "a b.txt",
    "Ünï.md",
    "__proto__",
    "constructor",
  ])("taken: %j", (name) => {
    expect(artifactNameProblem(name)).toBeNull();
  });
});
