// Every edit of the tables is given its class: what weakens a test is named, what does not is not asked about.
import { describe, expect, it } from "vitest";
import { findAlteredTests } from "../../../src/core/verify/alteredTests";
import { tally } from "../tally";
import type { EditedTest } from "./edits";
import { goEdits } from "./goEdits";
import { javaEdits } from "./javaEdits";
import { propertyEdits } from "./propertyEdits";
import { pythonEdits } from "./pythonEdits";
import { rustEdits } from "./rustEdits";
import { scriptEdits } from "./scriptEdits";
import { settingEdits } from "./settingEdits";
import { standInEdits } from "./standInEdits";
import { unheardEdits } from "./unheardEdits";

const tables: [string, EditedTest[]][] = [
  ["TypeScript and JavaScript", scriptEdits],
  ["Python", pythonEdits],
  ["Go", goEdits],
  ["Rust", rustEdits],
  ["Java", javaEdits],
  ["settings", settingEdits],
  ["stand-ins", standInEdits],
  ["not waited for, or asked of the code", unheardEdits],
  ["properties", propertyEdits],
];

async function lostOf(cases: readonly EditedTest[]): Promise<string[]> {
  const lost: string[] = [];
  for (const { name, path, before, after, change } of cases) {
    const [found] = await findAlteredTests([{ path, before, after }], []);
    if ((found?.change ?? null) !== change)
      lost.push(`${name}: ${found?.change ?? null} for ${change} (${(found?.why ?? []).join("; ")})`);
  }
  return lost;
}

describe("edits of tests are given their class", () => {
  it.each(tables)("%s", async (language, cases) => {
    const lost = await lostOf(cases);
    tally({ what: `edited tests, ${language}`, tried: cases.length, lost: lost.length });
    expect(lost).toEqual([]);
  });
});
