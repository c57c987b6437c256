// Documents as tools and models write them, whole and broken.

export const petsYaml = `openapi: 3.1.0
info:
  title: Pets
  version: 1.0.0
paths:
  /pets:
    get:
      operationId: listPets
      summary: 'All pets: dogs and cats'
      responses:
        '200':
          description: a list
          content:
            application/json:
              schema:
                type: array
                items: { $ref: "#/components/schemas/Pet" }
    post:
      operationId: addPet
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/Pet'
      responses:
        201:
          description: made
        default:
          description: |
            anything else,
            in words
  /pets/{petId}:
    parameters:
      - name: petId
        in: path
        required: true
        schema: { type: string }
    get:
      responses:
        2XX:
          description: one
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name:
          type: string
`;

export const pets = {
  openapi: "3.0.3",
  info: { title: "Pets", version: "1.0.0" },
  paths: {
    "/pets": { get: { operationId: "list", responses: { 200: { description: "ok" } } } },
    "/pets/{id}": {
      parameters: [{ $ref: "#/components/parameters/Id" }],
      delete: { operationId: "drop", responses: { 204: { description: "gone" } } },
    },
  },
  components: { parameters: { Id: { name: "id", in: "path", required: true, schema: { type: "string" } } } },
};

/** The same with one value changed, or taken out where it is undefined. */
export function petsWith(way: string[], value: unknown): string {
  const copy: Record<string, unknown> = structuredClone(pets);
  const last = way.at(-1) ?? "";
  const parent = way.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, copy);
  parent[last] = value;
  return JSON.stringify(copy);
}

export const junitVitest = `<?xml version="1.0" encoding="UTF-8" ?>
<testsuites name="vitest tests" tests="3" failures="1" errors="0" time="0.4">
    <testsuite name="test/a.test.ts" timestamp="2026-01-02T03:04:05.000Z" hostname="x" tests="3" failures="1" errors="0" skipped="1" time="0.2">
        <testcase classname="test/a.test.ts" name="a &gt; adds" time="0.01"/>
        <testcase classname="test/a.test.ts" name="a &gt; skips"><skipped/></testcase>
        <testcase classname="test/a.test.ts" name="a &gt; fails" time="0.1">
            <failure message="expected 1 to be 2" type="AssertionError"><![CDATA[at <anonymous>:1 && more]]></failure>
        </testcase>
    </testsuite>
</testsuites>
`;

export const junitPytest = `<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="1" failures="0" skipped="0" tests="2" time="0.05"><testcase classname="test_x" name="test_one" time="0.001" /><testcase classname="test_x" name="test_two"><error message="setup">fixture &quot;db&quot;</error></testcase></testsuite></testsuites>`;

export const junitNested = `<testsuites tests="2"><testsuite name="outer" tests="2"><testsuite name="inner" tests="2"><testcase name="a"/><testcase name="b"/></testsuite></testsuite></testsuites>`;

const full = { total: 40, covered: 33, skipped: 0, pct: 82.5 };
export const summary = { total: { lines: full, statements: full, functions: full, branches: full } };

export const istanbul = {
  "/a.ts": {
    path: "/a.ts",
    statementMap: {
      0: { start: { line: 1, column: 0 }, end: { line: 1, column: 9 } },
      1: { start: { line: 2, column: 0 }, end: { line: 2, column: 9 } },
      2: { start: { line: 2, column: 10 }, end: { line: 2, column: 19 } },
      3: { start: { line: 3, column: 0 }, end: { line: 3, column: 9 } },
    },
    s: { 0: 1, 1: 0, 2: 4, 3: 0 },
    fnMap: {},
    f: {},
    branchMap: {},
    b: {},
  },
};

export const lcov = `TN:
SF:src/a.ts
FN:1,add
FNDA:3,add
FNF:1
FNH:1
DA:1,3
DA:2,0
LF:2
LH:1
BRF:0
BRH:0
end_of_record
SF:src/b.ts
DA:1,1
DA:2,1
end_of_record
`;

export const cobertura = `<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage version="7.4" timestamp="1" lines-valid="1000" lines-covered="831" line-rate="0.831" branch-rate="0" complexity="0">
  <packages><package name="." line-rate="0.831"><classes/></package></packages>
</coverage>
`;
