// Edits of properties (Hypothesis, fast-check, testing/quick, jqwik) by which they are tried on fewer values.
import { edited, type Row } from "./edits";

const python = `@given(st.integers(), st.integers())
def test_commutes(a, b):
    assert cart(a, b) == cart(b, a)

@settings(max_examples=200)
@given(st.text(), st.integers(min_value=0, max_value=100))
@example("a", 1)
def test_text(t, n):
    assert cart(t, n).note == t
`;
const given = "@given(st.integers(), st.integers())";
const pythonRows: Row[] = [
  ["fewer than by itself", "weakened", given, `@settings(max_examples=1)\n${given}`],
  ["fewer", "weakened", "max_examples=200", "max_examples=2"],
  ["more", "changed", "max_examples=200", "max_examples=500"],
  ["no limit in time", "changed", "max_examples=200", "max_examples=200, deadline=None"],
  ["examples only", "weakened", "max_examples=200", "max_examples=200, phases=[Phase.explicit]"],
  ["an example less", "weakened", '@example("a", 1)\n', ""],
  ["an example more", "changed", '@example("a", 1)\n', '@example("a", 1)\n@example("b", 2)\n'],
  ["no values given", "weakened", `${given}\ndef test_commutes(a, b)`, "def test_commutes(a=1, b=2)"],
  ["one value", "weakened", given, "@given(st.just(1), st.just(2))"],
  ["a narrow range", "weakened", given, "@given(st.integers(1, 2), st.integers())"],
  ["a narrower bound", "weakened", "max_value=100", "max_value=1"],
  ["a wider bound", "changed", "max_value=100", "max_value=1000"],
  ["filtered", "weakened", "(st.integers(), ", "(st.integers().filter(lambda n: n == 0), "],
  [
    "another property, on fewer",
    "added",
    "@settings(max_examples=200)",
    "@settings(max_examples=10)\n@given(st.integers())\ndef test_slow(n):\n    assert cart(n, 0) == n\n\n@settings(max_examples=200)",
  ],
];

const script = `it("adds", () => {
  fc.assert(fc.property(fc.integer(), (n) => { expect(cart(n)).toBe(n); }));
});
`;
const scriptRows: Row[] = [
  ["fewer than by itself", "weakened", "toBe(n); }))", "toBe(n); }), { numRuns: 1 })"],
  ["more", "changed", "toBe(n); }))", "toBe(n); }), { numRuns: 1000 })"],
  ["a narrow range", "weakened", "fc.integer()", "fc.integer({ min: 0, max: 1 })"],
  ["one value", "weakened", "fc.integer()", "fc.constant(1)"],
];

const go = `package cart

func TestQuick(t *testing.T) {
	if err := quick.Check(f, nil); err != nil {
		t.Error(err)
	}
}
`;
const goRows: Row[] = [
  ["fewer", "weakened", "nil); err", "&quick.Config{MaxCount: 1}); err"],
  ["more", "changed", "nil); err", "&quick.Config{MaxCount: 1000}); err"],
];

const java = `class CartTest {
  @Property
  void commutes(@ForAll int a, @ForAll int b) {
    assertEquals(Cart.add(a, b), Cart.add(b, a));
  }
}
`;
const javaRows: Row[] = [
  ["fewer", "weakened", "@Property\n", "@Property(tries = 1)\n"],
  ["one value", "weakened", "@ForAll int a", "@ForAll @IntRange(min = 0, max = 0) int a"],
];

export const propertyEdits = [
  ...edited("tests/test_cart.py", python, pythonRows),
  ...edited("test/cart.test.ts", script, scriptRows),
  ...edited("cart_test.go", go, goRows),
  ...edited("src/test/java/CartTest.java", java, javaRows),
];
