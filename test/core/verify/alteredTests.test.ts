import { describe, expect, it } from "vitest";
import { isTestPath } from "../../../src/core/policy/testPath";
import { findAlteredTests } from "../../../src/core/verify/alteredTests";
import { matchesPath } from "../../../src/core/verify/matchesPath";
import { stripCode } from "../../../src/core/verify/stripCode";
import type { AlteredTest } from "../../../src/protocol/check";

const jest = `import { add } from "./add";
describe("add", () => {
  it("adds", () => { expect(add(1, 2)).toBe(3); expect(add(2, 2)).toBe(4); });
  it("is fast", () => { expect(time()).toBeLessThan(5); });
});
`;
const python = `def test_shape():
    assert shape() == {"a": 1}

class TestPages:
    def test_limit(self):
        assert len(pages()) == 3
`;
const go = `func TestAdd(t *testing.T) {
	t.Run("small", func(t *testing.T) { if add(1, 2) != 3 { t.Errorf("no") } })
}
`;
const rust = `pub fn add(a: u32, b: u32) -> u32 { a + b }
#[cfg(test)]
mod tests {
    #[test] fn adds() { assert_eq!(super::add(1, 2), 3); }
    #[test] fn more<'a>() { assert!(super::add(1, 2) > 2); }
}
`;
const java = `class CartTest {
  @Test void adds() { assertEquals(2, cart.add(1)); }
  @Test void clears() { cart.clear(); assertTrue(cart.isEmpty()); }
}
`;
const ruby = `describe Cart do
  it "adds" do
    expect(cart.add(1)).to eq(2)
  end
  it "clears" do
    expect(cart.clear).to be_empty
  end
end
`;

type Change = AlteredTest["change"] | null;
const rows: [name: string, path: string, before: string | null, after: string | null, change: Change][] = [
  ["a new test", "test/add.test.ts", null, jest, "added"],
  ["a new test that skips", "test/add.test.ts", null, jest.replace("it(", "it.skip("), "skipped"],
  ["a deleted test", "test/add.test.ts", jest, null, "deleted"],
  ["untouched", "test/add.test.ts", jest, jest, null],
  ["another value", "test/add.test.ts", jest, jest.replace("toBe(3)", "toBe(4)"), "changed"],
  ["one test more", "test/add.test.ts", jest, `${jest}it("x", () => expect(1).toBe(1));`, "added"],
  [
    "one assertion less",
    "test/add.test.ts",
    jest,
    jest.replace("expect(add(2, 2)).toBe(4);", ""),
    "weakened",
  ],
  ["one test less", "test/add.test.ts", jest, jest.replace(/ {2}it\("is fast".*\n/, ""), "deleted"],
  ["a test in a comment", "test/add.test.ts", jest, jest.replace('  it("is', '  // it("is'), "deleted"],
  [
    "an assertion in a string",
    "test/add.test.ts",
    jest,
    jest.replace("expect(add(2, 2)).toBe(4)", 'log("expect(add(2, 2)).toBe(4)")'),
    "weakened",
  ],
  [
    "an assertion that cannot fail",
    "test/add.test.ts",
    jest,
    jest.replace("expect(add(2, 2)).toBe(4)", "expect(true).toBe(true)"),
    "weakened",
  ],
  ["skip", "test/add.test.ts", jest, jest.replace('it("is', 'it.skip("is'), "skipped"],
  ["only", "test/add.test.ts", jest, jest.replace('it("adds', 'it.only("adds'), "skipped"],
  ["xit", "test/add.test.ts", jest, jest.replace('it("is', 'xit("is'), "skipped"],
  [
    "todo with options",
    "test/add.test.ts",
    jest,
    jest.replace('it("is fast",', 'it("is fast", { skip: true },'),
    "skipped",
  ],
  [
    "the word skip in a title",
    "test/add.test.ts",
    jest,
    jest.replace("is fast", "can it.skip( a beat"),
    "changed",
  ],
  ["a skip taken away", "test/add.test.ts", jest.replace('it("is', 'it.skip("is'), jest, "changed"],
  [
    "python: an assertion less",
    "tests/test_a.py",
    python,
    python.replace("assert len(pages()) == 3", "pages()"),
    "weakened",
  ],
  [
    "python: assert True",
    "tests/test_a.py",
    python,
    python.replace("assert len(pages()) == 3", "assert True"),
    "weakened",
  ],
  ["python: skip mark", "tests/test_a.py", python, `import pytest\n@pytest.mark.skip\n${python}`, "skipped"],
  [
    "python: xfail",
    "tests/test_a.py",
    python,
    `import pytest\n@pytest.mark.xfail(strict=False)\n${python}`,
    "skipped",
  ],
  [
    "python: renamed out of sight",
    "tests/test_a.py",
    python,
    python.replace("def test_shape", "def shape_test"),
    "deleted",
  ],
  ["python: into a docstring", "tests/test_a.py", python, `"""\n${python}"""\n`, "deleted"],
  ["python: a new shape", "tests/test_a.py", python, python.replace('"a": 1', '"a": 2'), "changed"],
  ["go: skip", "add_test.go", go, go.replace("{\n", '{\n\tt.Skip("later")\n'), "skipped"],
  ["go: an assertion less", "add_test.go", go, go.replace('t.Errorf("no")', "_ = 1"), "weakened"],
  [
    "rust: ignored beside the code",
    "src/lib.rs",
    rust,
    rust.replace("#[test] fn more", "#[test] #[ignore] fn more"),
    "skipped",
  ],
  [
    "rust: a test less beside the code",
    "src/lib.rs",
    rust,
    rust.replace(/ {4}#\[test\] fn more.*\n/, ""),
    "deleted",
  ],
  ["rust: only the code", "src/lib.rs", rust, rust.replace("a + b", "b + a"), null],
  [
    "java: disabled",
    "src/test/java/CartTest.java",
    java,
    java.replace("@Test void clears", "@Disabled @Test void clears"),
    "skipped",
  ],
  [
    "java: an assertion less",
    "src/test/java/CartTest.java",
    java,
    java.replace("assertTrue(cart.isEmpty());", ""),
    "weakened",
  ],
  [
    "ruby: pending",
    "spec/cart_spec.rb",
    ruby,
    ruby.replace("    expect(cart.clear)", "    pending\n    expect(cart.clear)"),
    "skipped",
  ],
  [
    "ruby: a test less",
    "spec/cart_spec.rb",
    ruby,
    ruby.replace('it "clears"', 'helper "clears"'),
    "weakened",
  ],
  ["a snapshot", "src/__snapshots__/a.test.ts.snap", "a", "b", "changed"],
  ["test data", "tests/data/users.json", "[1]", "[]", "changed"],
  ["a runner's configuration", "vitest.config.ts", "a", "b", "changed"],
  [
    "what `npm test` runs",
    "package.json",
    '{"scripts":{"test":"jest"}}',
    '{"scripts":{"test":"jest || true"}}',
    "relaxed",
  ],
  [
    "other parts of package.json",
    "package.json",
    '{"scripts":{"test":"jest"}}',
    '{"scripts":{"test":"jest"},"a":1}',
    null,
  ],
  ["source", "src/add.ts", jest, "", null],
];

describe("altered tests", () => {
  it.each(rows)("%s", async (_name, path, before, after, change) => {
    const altered = await findAlteredTests([{ path, before, after }], []);
    const [first] = altered;
    expect([altered.length, first?.change ?? null, first?.declared ?? false]).toEqual([
      change ? 1 : 0,
      change,
      false,
    ]);
  });

  it("tells binary files by presence", async () => {
    const at = async (before: string | null, after: string | null) =>
      (await findAlteredTests([{ path: "tests/a.png", before, after, binary: true }], [])).map(
        (altered) => altered.change,
      );
    expect([await at("", ""), await at(null, ""), await at("", null)]).toEqual([
      ["changed"],
      ["added"],
      ["deleted"],
    ]);
  });

  it("marks what the plan declares and sorts by path", async () => {
    const files = ["tests/test_b.py", "tests/test_a.py"].map((path) => ({
      path,
      before: python,
      after: null,
    }));
    const altered = await findAlteredTests(files, [{ path: "tests/test_a.py", why: "the shape changes" }]);
    expect(altered.map(({ path, change, declared }) => [path, change, declared])).toEqual([
      ["tests/test_a.py", "deleted", true],
      ["tests/test_b.py", "deleted", false],
    ]);
  });
});

describe("test paths", () => {
  it.each([
    "test/a.ts",
    "src/__tests__/a.js",
    "a.spec.tsx",
    "e2e/login.ts",
    "cart_test.go",
    "test_cart.py",
    "tests.py",
    "conftest.py",
    "spec/cart_spec.rb",
    "src/test/java/A.java",
    "CartTest.kt",
    "CartTests.cs",
    "CartSpec.scala",
    "tests/a.rs",
    "testdata/x.golden",
    "jest.config.js",
    "pytest.ini",
    "cypress/a.cy.ts",
    "test.mjs",
    "lib/a_test.dart",
  ])("%s is one", (path) => expect(isTestPath(path)).toBe(true));

  it.each([
    "src/latest.ts",
    "contest/a.ts",
    "src/attestation.py",
    "tests/README.md",
    "Greatest.java",
    "protest.py",
    "src/testing.go",
    "package.json",
    "src/inspect.js",
  ])("%s is none", (path) => expect(isTestPath(path)).toBe(false));
});

describe("declared paths", () => {
  it.each([
    ["tests/a.py", "tests/a.py", true],
    ["tests/a.py", "./tests/a.py", true],
    ["tests/a.py", "tests\\a.py", true],
    ["tests/a.py", "tests/a.py::test_x", true],
    ["tests/a.py", "tests/", true],
    ["tests/a.py", "tests", true],
    ["tests/a.py", "tests/*.py", true],
    ["tests/x/a.py", "tests/*.py", false],
    ["tests/x/a.py", "tests/**", true],
    ["tests/x/y/a.py", "tests/**/a.py", true],
    ["tests/a.py", "tests/**/a.py", true],
    ["tests/a.py", "**/a.py", true],
    ["tests/a.py", "tests/?.py", true],
    ["tests/ab.py", "tests/?.py", false],
    ["tests2/a.py", "tests", false],
    ["tests/a.py", "a.py", false],
    ["tests/a.py", "**", false],
    ["tests/a.py", "*", false],
    ["tests/a.py", "**/*", false],
    ["tests/a.py", "**/*.py", false],
    ["tests/a.py", ".", false],
    ["tests/a.py", "", false],
    ["tests/aXpy", "tests/a.py", false],
    [`${"a".repeat(3_000)}b`, `${"*a".repeat(500)}c`, false],
  ])("%s by %s: %s", (path, declared, matches) => expect(matchesPath(path, declared)).toBe(matches));
});

describe("code without comments and strings", () => {
  it.each([
    ["ts", 'a("b // c"); // d\n/* e\n f */ g(`h\n$i`)', 'a(""); \n\n g(`\n`)'],
    ["py", 'a(\'b # c\') # d\n"""e\nf"""\ng = \'h\ni', 'a(\'\') \n"""\n"""\ng = \'\'\ni'],
    ["rs", "fn a<'b>(c: &'b str) { \"d\" } // e", "fn a<'b>(c: &'b str) { \"\" } "],
    ["ts", '"a\\"b" c', '"" c'],
    ["ts", "/* open", ""],
  ])("%s: %j", (extension, text, stripped) => expect(stripCode(text, extension)).toBe(stripped));
});
