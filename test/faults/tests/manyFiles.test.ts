// Tests that change their place between files: what is found again is not lost, what is not is named. And what cannot be
// judged is said to be.
import { describe, expect, it } from "vitest";
import { type ChangedFile, findAlteredTests } from "../../../src/core/verify/alteredTests";

const one = `import { expect, it } from "vitest";
it("adds", () => { expect(add(1, 2)).toBe(3); });
it("takes", () => { expect(take(3, 2)).toBe(1); });
`;
const adds = `import { expect, it } from "vitest";
it("adds", () => { expect(add(1, 2)).toBe(3); });
`;
const takes = `import { expect, it } from "vitest";
it("takes", () => { expect(take(3, 2)).toBe(1); });
`;
const support =
  "export function expectSum(a: number, b: number, sum: number) { expect(add(a, b)).toBe(sum); }\n";

function file(path: string, before: string | null, after: string | null): ChangedFile {
  return { path, before, after };
}

const rows: [name: string, files: ChangedFile[], changes: string[]][] = [
  [
    "a file renamed",
    [file("test/a.test.ts", one, null), file("test/b.test.ts", null, one)],
    ["changed", "added"],
  ],
  [
    "a file split",
    [file("test/a.test.ts", one, adds), file("test/b.test.ts", null, takes)],
    ["changed", "added"],
  ],
  [
    "a file split, one of it skipped",
    [file("test/a.test.ts", one, adds), file("test/b.test.ts", null, takes.replace("it(", "it.skip("))],
    ["changed", "skipped"],
  ],
  [
    "a file split, one of it weakened",
    [
      file("test/a.test.ts", one, adds),
      file("test/b.test.ts", null, takes.replace("toBe(1)", "toBeDefined()")),
    ],
    ["changed", "weakened"],
  ],
  [
    "moved to where nothing runs it",
    [file("test/a.test.ts", one, adds), file("test/b.ts", null, takes)],
    ["deleted", "added"],
  ],
  ["a file gone", [file("test/a.test.ts", one, null)], ["deleted"]],
  [
    "into a helper of another file",
    [
      file("test/a.test.ts", adds, adds.replace("expect(add(1, 2)).toBe(3)", "expectSum(1, 2, 3)")),
      file("test/support.ts", null, support),
    ],
    ["changed", "added"],
  ],
  [
    "into a helper of another file that says less",
    [
      file("test/a.test.ts", adds, adds.replace("expect(add(1, 2)).toBe(3)", "expectSum(1, 2, 3)")),
      file("test/support.ts", null, support.replace("toBe(sum)", "toBeDefined()")),
    ],
    ["weakened", "added"],
  ],
  [
    "a helper of another file weakened",
    [file("test/support.ts", support, support.replace("toBe(sum)", "toBeDefined()"))],
    ["weakened"],
  ],
  ["two tests joined", [file("test/a.test.ts", one, one.replace(/\}\);\nit.*=> \{/, ""))], ["changed"]],
  ["one test split", [file("test/a.test.ts", one.replace(/\}\);\nit.*=> \{/, ""), one)], ["changed"]],
  ["of one joined, half lost", [file("test/a.test.ts", one, adds)], ["deleted"]],
];

describe("tests that change their place", () => {
  it.each(rows)("%s", async (_name, files, changes) => {
    const altered = await findAlteredTests(files, []);
    expect(altered.map(({ change }) => change)).toEqual(changes);
  });
});

describe("what cannot be judged is said to be", () => {
  const long = `${adds}// ${"x".repeat(900_000)}\n`;
  it("a file that is too long", async () => {
    const [found] = await findAlteredTests([file("test/a.test.ts", adds, long)], []);
    expect(found).toMatchObject({ change: "weakened", why: ["it is too long to be read"] });
  });

  it("a file nested too deep", async () => {
    const deep = `${adds}const a = ${"[".repeat(5_000)}${"]".repeat(5_000)};\n`;
    const [found] = await findAlteredTests([file("test/a.test.ts", adds, deep)], []);
    expect(found?.change).toBe("weakened");
  });

  it("a grammar that is not there", async () => {
    const load = () => Promise.reject(new Error("no grammar"));
    const [found] = await findAlteredTests([file("test/a.test.ts", adds, one)], [], load);
    expect(found).toMatchObject({ change: "weakened", why: ["it cannot be read: no grammar"] });
  });

  it("no text of a project ends a line of the list", async () => {
    const after = adds.replace('it("adds"', `it.skip("a\\u202e\u202e\u0007${"x".repeat(500)}"`);
    const [found] = await findAlteredTests([file("test/a.test.ts", adds, after)], []);
    expect(found?.change).toBe("skipped");
    for (const why of found?.why ?? []) expect(why).toMatch(/^[^\p{C}]{1,300}$/u);
  });
});
