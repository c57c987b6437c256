// Edits by which a test passes though each of its assertions reads as before, or nearly: a stand-in for what it is about,
// a matcher of the project's own, a look at less of the result, properties tried on fewer values.
import { edited, type Row } from "./edits";

const script = `import { describe, expect, it, vi } from "vitest";
import { cart } from "../src/cart";
vi.mock("../src/clock");
describe("cart", () => {
  it("adds", () => {
    const result = cart(1, 2);
    expect(result.total).toBe(3);
    expect(result.names).toEqual(["a", "b"]);
  });
});
`;
const mocks = 'vi.mock("../src/clock");';
const made = "const result = cart(1, 2);";
const total = "expect(result.total).toBe(3)";
const names = 'expect(result.names).toEqual(["a", "b"])';
const head = 'import { describe, expect, it, vi } from "vitest";';
const suite = 'describe("cart", ';
const scriptRows: Row[] = [
  ["the module under test mocked", "weakened", mocks, `${mocks}\nvi.mock("../src/cart", () => ({}));`],
  ["mocked by its import", "weakened", mocks, 'jest.mock(import("../src/cart"));'],
  ["a member of it replaced", "weakened", made, `vi.spyOn(shop, "cart").mockReturnValue(3);\n${made}`],
  ["a module beside it mocked", "changed", mocks, `${mocks}\nvi.mock("../src/mail");`],
  ["a member of it watched", "changed", made, `vi.spyOn(shop, "cart");\n${made}`],
  ["the clock replaced", "changed", made, `vi.spyOn(Date, "now").mockReturnValue(0);\n${made}`],
  ["the words of a mock", "changed", made, `const note = 'vi.mock("../src/cart")';\n${made}`],
  ["an expect of its own", "weakened", suite, `const expect = () => anything;\n${suite}`],
  ["an expect of the project", "weakened", head, 'import { expect, it, vi } from "./expect";'],
  ["a matcher replaced", "weakened", suite, `expect.extend({ toBe() { return yes; } });\n${suite}`],
  ["a matcher more", "changed", suite, `expect.extend({ toBeEven() { return yes; } });\n${suite}`],
  ["rounded", "weakened", total, "expect(Math.round(result.total)).toBe(3)"],
  ["its kind", "weakened", total, 'expect(typeof result.total).toBe("number")'],
  ["or what is expected", "weakened", total, "expect(result.total ?? 3).toBe(3)"],
  ["set by the test", "weakened", total, `result.total = 3;\n${total}`],
  ["asked of the code", "weakened", total, "expect(result.total).toBe(cart(1, 2).total)"],
  ["words of a call", "changed", names, 'expect(result.names).toEqual(["a", "b: cart (1)"])'],
  ["sorted", "weakened", names, 'expect(result.names.sort()).toEqual(["a", "b"])'],
  ["made by a constructor", "changed", total, "expect(result.total).toBe(Number(3))"],
  ["its length as well", "changed", total, `${total};\n    expect(result.names.length).toBe(2)`],
  ["the suite tried again", "weakened", suite, `${suite}{ retry: 3 }, `],
];

const setup = 'import "@testing-library/jest-dom";\nglobalThis.fetch = () => {};\n';
const setupRows: Row[] = [
  ["expect replaced for all", "weakened", "globalThis.fetch", "globalThis.expect = any;\nglobalThis.fetch"],
  ["all skipped", "weakened", "globalThis.fetch", "globalThis.it = it.skip;\nglobalThis.fetch"],
  ["something else replaced", "changed", "globalThis.fetch", "globalThis.crypto = web;\nglobalThis.fetch"],
];

const python = `import pytest
from cart import cart

@pytest.fixture
def items():
    return [1, 2]

def test_adds(items):
    result = cart(*items)
    assert result.total == 3
    assert result.names == ["a", "b"]
`;
const test = "def test_adds(items):";
const pythonRows: Row[] = [
  ["what is tested patched", "weakened", test, `@mock.patch("cart.cart")\n${test}`],
  ["what is tested set", "weakened", "    result", '    monkeypatch.setattr(shop, "cart", fake)\n    result'],
  ["a mock for the result", "weakened", "cart(*items)", "mock.Mock(total=3, names=['a', 'b'])"],
  ["the time patched", "changed", test, `@mock.patch("time.time")\n${test}`],
  ["skipped by its fixture", "skipped", "    return [1, 2]", "    pytest.skip()\n    return [1, 2]"],
  ["skipped by a name", "skipped", test, `slow = pytest.mark.skipif(True)\n\n@slow\n${test}`],
  ["a set", "weakened", 'result.names == ["a", "b"]', 'set(result.names) == {"a", "b"}'],
  [
    "expected to fail",
    "weakened",
    "    assert result.total == 3",
    "    with pytest.raises(Exception):\n        assert result.total == 3",
  ],
];

const rust = `proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn adds(a in 0u32..1000, b in 0u32..1000) {
        prop_assert_eq!(add(a, b), a + b);
    }
    #[test]
    fn swaps(a in 0u32..10) {
        prop_assert_eq!(add(a, 1), add(1, a));
    }
}

#[test]
fn near() {
    assert_relative_eq!(ratio(), 0.3, epsilon = 1e-6);
    assert!(matches!(error(), ParseError::Operand { at: 0 }));
}
`;
const property = "        prop_assert_eq!(add(a, b), a + b);";
const rustRows: Row[] = [
  ["a property less", "deleted", /\n {4}#\[test\]\n {4}fn swaps[\s\S]*?\n {4}\}/, ""],
  ["a property ignored", "skipped", "fn swaps", "#[ignore]\n    fn swaps"],
  ["a property that says less", "weakened", property, "        prop_assert!(add(a, b) >= a);"],
  ["held against itself", "weakened", "a + b)", "add(a, b))"],
  ["behind a return", "weakened", property, `        return Ok(());\n${property}`],
  ["on few values", "weakened", property, `        prop_assume!(a == 0);\n${property}`],
  ["a narrower range", "weakened", "a in 0u32..1000", "a in 0u32..2"],
  ["fewer cases", "weakened", "with_cases(1000)", "with_cases(1)"],
  ["a wider range", "changed", "a in 0u32..1000", "a in 0u32..5000"],
  ["more cases", "changed", "with_cases(1000)", "with_cases(5000)"],
  ["a new name", "changed", "fn swaps", "fn commutes"],
  [
    "another property",
    "added",
    "    #[test]\n    fn swaps",
    "    #[test]\n    fn more(a in 0..9) { prop_assert!(a < 9); }\n    #[test]\n    fn swaps",
  ],
  ["a wider epsilon", "weakened", "1e-6", "1.0"],
  ["expected to panic", "weakened", "fn near", "#[should_panic]\nfn near"],
  ["an open pattern", "weakened", "Operand { at: 0 }", "Operand { .. }"],
];

const java = `class CartTest {
  @Mock Clock clock;
  @InjectMocks Cart cart;
  @Test
  void adds() {
    assertThat(cart.names()).containsExactly("a", "b");
    assertTimeout(Duration.ofSeconds(1), () -> cart.sum());
  }
}
`;
const javaRows: Row[] = [
  ["what is tested mocked", "weakened", "@InjectMocks Cart", "@Mock Cart"],
  [
    "what is tested stubbed",
    "weakened",
    "    assertThat",
    "    when(cart.names()).thenReturn(list);\n    assertThat",
  ],
  ["another stubbed", "changed", "    assertThat", "    when(clock.now()).thenReturn(1L);\n    assertThat"],
  ["in any order", "weakened", "containsExactly(", "containsExactlyInAnyOrder("],
  ["a longer limit", "weakened", "ofSeconds(1)", "ofSeconds(100)"],
];

export const standInEdits = [
  ...edited("test/cart.test.ts", script, scriptRows),
  ...edited("vitest.setup.ts", setup, setupRows),
  ...edited("tests/test_cart.py", python, pythonRows),
  ...edited("tests/cart.rs", rust, rustRows),
  ...edited("src/test/java/CartTest.java", java, javaRows),
];
