// Edits by which an assertion stays as it reads and is not waited for, or is held against what the code itself said.
import { type Change, type EditedTest, edited, type Row } from "./edits";

const script = `import { cart, load } from "../src/cart";
async function check(id, total) {
  expect((await load(id)).total).toBe(total);
}
it("adds", () => {
  const expected = 3;
  const result = cart(1, 2);
  expect(result.total).toBe(expected);
});
it("loads", async () => {
  const result = await load("x");
  expect(result.total).toBe(4);
});
it("many", async () => {
  for (const id of ["a", "b"]) {
    expect((await load(id)).total).toBe(1);
  }
});
it("checks", async () => {
  await check("x", 3);
  await expect(load("-")).rejects.toThrow("no");
});
it("calls back", (done) => {
  load("z").then((result) => {
    expect(result.total).toBe(6);
    done();
  });
});
`;
const loads = 'const result = await load("x");\n  expect(result.total).toBe(4);';
const inside = "(result) => { expect(result.total).toBe(4); }";
const many = /for \(const id of[\s\S]*?\n {2}\}/;
const each = '["a", "b"].forEach(async (id) => { expect((await load(id)).total).toBe(1); });';
const scriptRows: Row[] = [
  ["then, alone", "weakened", loads, `load("x").then(${inside});`],
  ["then, awaited", "changed", loads, `await load("x").then(${inside});`],
  ["then, returned", "changed", loads, `return load("x").then(${inside});`],
  ["an own function, alone", "weakened", loads, `(async () => { ${loads} })();`],
  ["an own function, awaited", "changed", loads, `await (async () => { ${loads} })();`],
  ["each, nobody waits", "weakened", many, each],
  ["each, awaited", "changed", many, `await Promise.all(${each.replace("forEach", "map").slice(0, -1)});`],
  ["a helper, alone", "weakened", 'await check("x", 3)', 'check("x", 3)'],
  ["a helper, raced", "weakened", 'await check("x", 3)', 'await Promise.race([check("x", 3), 1])'],
  ["voided", "weakened", "await expect(load", "void expect(load"],
  [
    "done too early",
    "weakened",
    /load\("z"\)[\s\S]*?\n {2}\}\);/,
    'load("z").then((r) => { expect(r.total).toBe(6); });\n  done();',
  ],
  [
    "later",
    "weakened",
    "expect(result.total).toBe(expected)",
    "queueMicrotask(() => expect(result.total).toBe(expected))",
  ],
  [
    "what it got",
    "weakened",
    "const result = cart(1, 2);",
    "const result = cart(1, 2);\n  expected = result.total;",
  ],
  ["asked of the code", "weakened", "const expected = 3", "const expected = cart(1, 2).total"],
  ["made by hand", "weakened", "cart(1, 2)", "{ total: 3 }"],
  [
    "its parts by hand",
    "weakened",
    "const result = cart(1, 2);",
    "const result = cart(1, 2);\n  Object.assign(result, { total: 3 });",
  ],
  ["another value", "changed", "const expected = 3", "const expected = 1 + 3"],
  ["looked at before and after", "changed", "const result", "const before = store.size;\n  const result"],
];

const python = `async def check(id, total):
    assert (await load(id)).total == total

def test_adds():
    expected = 3
    result = cart(1, 2)
    assert result.total == expected

async def test_loads():
    await check("x", 3)
`;
const pythonRows: Row[] = [
  ["a helper, alone", "weakened", "await check", "check"],
  ["as a task", "weakened", 'await check("x", 3)', 'asyncio.create_task(check("x", 3))'],
  ["gathered", "changed", 'await check("x", 3)', 'await asyncio.gather(check("x", 3))'],
  [
    "gathered, errors kept",
    "weakened",
    'await check("x", 3)',
    'await asyncio.gather(check("x", 3), return_exceptions=True)',
  ],
  [
    "what it got",
    "weakened",
    "    assert result.total",
    "    expected = result.total\n    assert result.total",
  ],
  ["made by hand", "weakened", "cart(1, 2)", "SimpleNamespace(total=3)"],
  [
    "equal to anything",
    "weakened",
    "    expected = 3",
    "    Cart.__eq__ = lambda *any: True\n    expected = 3",
  ],
];

const go = `package cart

func TestAdd(t *testing.T) {
	want := 3
	got := Add(1, 2)
	if got != want {
		t.Errorf("got %d", got)
	}
}

func TestTable(t *testing.T) {
	for _, tc := range []struct{ a, want int }{{1, 2}, {2, 3}} {
		t.Run("x", func(t *testing.T) {
			if got := Add(tc.a, 1); got != tc.want {
				t.Fatal(got)
			}
		})
	}
}
`;
const failing = /\tif got != want \{[\s\S]*?\n\t\}/;
const claim = 'if got != want {\n\t\t\tt.Errorf("got %d", got)\n\t\t}';
const goRows: Row[] = [
  ["want = got", "weakened", failing, `\twant = got\n\t${claim}`],
  ["want asked of the code", "weakened", "want := 3", "want := Add(1, 2)"],
  ["got by hand", "weakened", "got := Add(1, 2)", "got := 3"],
  ["in a routine", "weakened", failing, `\tgo func() {\n\t\t${claim}\n\t}()`],
  [
    "in a routine, waited for",
    "changed",
    failing,
    `\tgo func() {\n\t\t${claim}\n\t\twg.Done()\n\t}()\n\twg.Wait()`,
  ],
  ["a row less", "weakened", ", {2, 3}", ""],
  [
    "rows passed over",
    "weakened",
    '\t\tt.Run("x"',
    '\t\tif tc.a == 2 {\n\t\t\tcontinue\n\t\t}\n\t\tt.Run("x"',
  ],
  [
    "an exit code of its own",
    "weakened",
    "func TestAdd(",
    "func TestMain(m *testing.M) { m.Run(); os.Exit(0) }\n\nfunc TestAdd(",
  ],
  ["another value", "changed", "want := 3", "want := 4"],
];

const rust = `#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        let want = 3;
        let got = add(1, 2);
        assert_eq!(got, want);
    }
    #[tokio::test]
    async fn loads() {
        check("x", 3).await;
    }
    async fn check(id: &str, total: u32) {
        assert_eq!(load(id).await.total, total);
    }
}
`;
const rustRows: Row[] = [
  ["a thread", "weakened", "assert_eq!(got, want)", "std::thread::spawn(move || assert_eq!(got, want))"],
  [
    "a thread, joined",
    "changed",
    "assert_eq!(got, want)",
    "std::thread::spawn(move || assert_eq!(got, want)).join().unwrap()",
  ],
  ["dropped", "weakened", 'check("x", 3).await', 'let _ = check("x", 3)'],
  ["never called", "weakened", "assert_eq!(got, want)", "let _late = || assert_eq!(got, want)"],
  [
    "what it got",
    "weakened",
    "        assert_eq!(got, want)",
    "        let want = got;\n        assert_eq!(got, want)",
  ],
];

const java = `class CartTest {
  @Test
  void adds() {
    int expected = 3;
    int result = Cart.add(1, 2);
    assertEquals(expected, result);
  }
}
`;
const equals = "assertEquals(expected, result);";
const javaRows: Row[] = [
  ["a thread", "weakened", equals, `new Thread(() -> ${equals.slice(0, -1)}).start();`],
  ["later", "weakened", equals, `CompletableFuture.runAsync(() -> ${equals.slice(0, -1)});`],
  ["later, joined", "changed", equals, `CompletableFuture.runAsync(() -> ${equals.slice(0, -1)}).join();`],
  ["what it got", "weakened", equals, `expected = result;\n    ${equals}`],
];

const fresh = (path: string, name: string, change: Change, after: string): EditedTest => {
  return { name: `${path}: ${name}`, path, before: null, after, change };
};
const mocked = (by: string) =>
  `import { cart } from "../src/cart";\n${by}\nit("adds", () => { expect(cart(1).total).toBe(3); });\n`;
const patched = (target: string) =>
  `import cart\n\n@patch("${target}", return_value=3)\ndef test_adds(one):\n    assert cart.add(1, 2) == 3\n`;
const newTests: EditedTest[] = [
  fresh("test/cart.test.ts", "its subject mocked", "weakened", mocked('vi.mock("../src/cart");')),
  fresh("test/cart.test.ts", "another mocked", "added", mocked('vi.mock("../src/mail");')),
  fresh(
    "test/cart.test.ts",
    "a part of it",
    "added",
    mocked('vi.mock("../src/cart", async (original) => ({ ...(await original()), tax }));'),
  ),
  fresh("tests/test_cart.py", "its subject patched", "weakened", patched("cart.add")),
  fresh("tests/test_cart.py", "a part of it patched", "added", patched("cart.fetch")),
  fresh(
    "src/test/java/CartTest.java",
    "its subject mocked",
    "weakened",
    "class CartTest {\n  @Mock Cart cart;\n  @Test void adds() { assertEquals(3, cart.add(1, 2)); }\n}\n",
  ),
];

export const unheardEdits = [
  ...edited("test/cart.test.ts", script, scriptRows),
  ...edited("tests/test_cart.py", python, pythonRows),
  ...edited("cart_test.go", go, goRows),
  ...edited("src/cart.rs", rust, rustRows),
  ...edited("src/test/java/CartTest.java", java, javaRows),
  ...newTests,
];
