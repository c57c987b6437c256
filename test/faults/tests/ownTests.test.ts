// The project's own tests as a corpus nobody made for this: an assertion taken out of one is named, wherever it stands, and
// a comment put into one is not asked about.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findAlteredTests } from "../../../src/core/verify/alteredTests";
import { full, tally } from "../tally";

const folder = join(__dirname, "../../core");
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((path) => /\.test\.ts$/.test(path))
  .sort();
const assertion = /^[ ]+(?:await )?expect\(.*\);$/;

interface Case {
  path: string;
  text: string;
  line: number;
}

function casesOf(path: string): Case[] {
  const text = readFileSync(join(folder, path), "utf8");
  const lines = text.split("\n");
  return lines.flatMap((line, index) =>
    assertion.test(line) ? [{ path: `test/core/${path}`, text, line: index }] : [],
  );
}

/** Evenly over the whole list: all of them would take minutes. */
function spread<Item>(items: readonly Item[], few: number): Item[] {
  const stride = Math.max(1, items.length / few);
  return items.filter((_, index) => Math.floor(index / stride) !== Math.floor((index - 1) / stride));
}

async function classOf({ path, text, line }: Case, put: string): Promise<string> {
  const lines = text.split("\n");
  lines.splice(line, 1, put);
  const [found] = await findAlteredTests([{ path, before: text, after: lines.join("\n") }], []);
  return found?.change ?? "nothing";
}

it("of the project's own tests, each assertion is missed and no comment is", async () => {
  const cases = spread(files.flatMap(casesOf), full ? 400 : 25);
  const lost: string[] = [];
  for (const one of cases) {
    const name = `${one.path}:${one.line + 1}`;
    const gone = await classOf(one, "");
    if (gone !== "weakened") lost.push(`${name}: ${gone} without its assertion`);
    const line = one.text.split("\n")[one.line] ?? "";
    const noted = await classOf(one, `// it.skip("x", () => { expect(true).toBe(true) });\n${line}`);
    if (noted !== "changed") lost.push(`${name}: ${noted} with a comment`);
  }
  tally({
    what: "assertions taken out of the project's own tests",
    tried: 2 * cases.length,
    lost: lost.length,
  });
  expect(lost).toEqual([]);
}, 240_000);
