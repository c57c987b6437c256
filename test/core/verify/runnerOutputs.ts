// Which failures stand in each captured output.
import type { Check } from "../../../src/protocol/check";

/** What must be read from `test/fixtures/verify/output`. */
export type Expected = {
  kind?: Check["kind"];
  reader: string;
  failing: string[] | null;
  counts?: [number, number];
};
const vitest = [
  "load.test.ts",
  "math.test.ts > math > multiplies",
  "math.test.ts > math > nested > divides > carefully",
];
const pytest = [
  "test_shape",
  "TestPages::test_limit",
  "test_param[2]",
  "test_dash[a - b]",
  "test_uses_fixture",
].map((name) => `test_users.py::${name}`);
const ruff = [
  "shop/cart.py: F401 `os` imported but unused",
  "shop/user.py: E711 Comparison to `None` should be `cond is None`",
];
const tsc = [
  "bad.ts: TS2322: Type 'string' is not assignable to type 'number'.",
  "bad.ts: TS2339: Property 'nope' does not exist on type 'string'.",
];

export const runnerOutputs: Record<string, Expected> = {
  "biome.txt": {
    kind: "lint",
    reader: "biome",
    failing: [
      "lint.ts: lint/suspicious/noDoubleEquals Using == may be unsafe if you are relying on type coercion.",
      "lint.ts: lint/suspicious/noDebugger This is an unexpected use of the debugger statement.",
    ],
  },
  "cargo-compile.txt": { reader: "arrows", failing: ["src/lib.rs: error[E0308]: mismatched types"] },
  "cargo-test.txt": { reader: "cargo-test", failing: ["tests::panics", "tests::subtracts"], counts: [1, 2] },
  "eslint.txt": {
    kind: "lint",
    reader: "eslint",
    failing: [
      "src/cart.js: 'tax' is assigned a value but never used no-unused-vars",
      "src/user.js: Parsing error: Unexpected token }",
    ],
  },
  "go-panic.txt": { reader: "go-test", failing: ["example.com/shop/cart TestClear"] },
  "go-test.txt": {
    reader: "go-test",
    failing: [
      "example.com/shop/cart TestRound/half_up",
      "example.com/shop/price TestRound",
      "example.com/shop/api [build failed]",
    ],
  },
  "gradle.txt": {
    reader: "gradle",
    failing: ["CartTest > rounds()", "CartTest > Nested totals > tax is added"],
    counts: [3, 2],
  },
  "jest.txt": {
    reader: "jest",
    failing: [
      "src/cart.test.js › Cart › totals › rounds half up",
      "src/cart.test.js › Cart › empties",
      "src/api.test.js",
    ],
    counts: [5, 2],
  },
  "make-error.txt": {
    kind: "build",
    reader: "diagnostics",
    failing: ["cart.c: error: 'tax' undeclared (first use in this function)"],
  },
  "maven.txt": {
    reader: "surefire",
    failing: ["shop.CartTest.rounds", "shop.CartTest.boom"],
    counts: [1, 2],
  },
  "mocha.txt": {
    reader: "mocha",
    failing: ["Cart > totals > rounds half up", 'Cart > "after each" hook for "adds tax"'],
    counts: [2, 2],
  },
  "mypy.txt": {
    kind: "types",
    reader: "diagnostics",
    failing: [
      'shop/cart.py: error: Incompatible return value type (got "str", expected "int")  [return-value]',
      'shop/user.py: error: Library stubs not installed for "requests"  [import-untyped]',
    ],
  },
  "node-spec-load.txt": { reader: "node-test", failing: ["load.test.mjs"], counts: [1, 1] },
  "node-spec.txt": {
    reader: "node-test",
    failing: ["a.test.mjs > subtracts numbers", "a.test.mjs > rounds half up"],
    counts: [2, 2],
  },
  "node-tap-load.txt": { reader: "tap", failing: ["load.test.mjs"], counts: [1, 1] },
  "node-tap.txt": {
    reader: "tap",
    failing: ["a.test.mjs > subtracts numbers", "a.test.mjs > cart > totals > rounds half up"],
    counts: [2, 2],
  },
  "opaque.txt": { reader: "exit-code", failing: null },
  "pytest-collect.txt": { reader: "pytest", failing: ["test_broken.py"], counts: [0, 1] },
  "pytest-nosummary.txt": {
    reader: "pytest",
    failing: ["test_uses_fixture", "test_shape", "TestPages.test_limit", "test_param[2]", "test_dash[a - b]"],
    counts: [3, 5],
  },
  "pytest-quiet.txt": { reader: "pytest", failing: pytest, counts: [3, 5] },
  "pytest-verbose.txt": { reader: "pytest", failing: pytest, counts: [3, 5] },
  "ruff-concise.txt": {
    kind: "lint",
    reader: "diagnostics",
    failing: [ruff[0]?.replace("F401", "F401 [*]") ?? "", ruff[1] ?? ""],
  },
  "ruff.txt": { kind: "lint", reader: "arrows", failing: ruff },
  "script-error.txt": {
    reader: "lines",
    failing: ["Error: cannot reach <tmp>/db.sock after <duration>", "FATAL: migration # failed"],
  },
  "tsc-pretty.txt": { kind: "types", reader: "diagnostics", failing: tsc },
  "tsc.txt": { kind: "types", reader: "diagnostics", failing: tsc },
  "unittest.txt": {
    reader: "unittest",
    failing: ["test_u.Orders.test_boom", "test_u.Orders.test_sum"],
    counts: [1, 2],
  },
  "vitest-verbose.txt": { reader: "vitest", failing: vitest, counts: [1, 2] },
  "vitest.txt": { reader: "vitest", failing: vitest, counts: [1, 2] },
};
