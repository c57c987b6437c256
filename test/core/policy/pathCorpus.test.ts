// The development part of the path corpus, each entry in a real folder of its own. Nothing that needs a person or is
// refused may be allowed; the softer figures are printed. Entries for Windows are judged there.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pathJudge } from "../../../src/core/host/judgePolicy";
import type { Verdict } from "../../../src/core/policy/verdict";
import { tally } from "../../faults/tally";
import { layEntry, type PathEntry, placesIn } from "./pathFolders";

const corpus = new URL("../../fixtures/policy/paths.json", import.meta.url);
const entries = (JSON.parse(readFileSync(corpus, "utf8")) as PathEntry[]).filter(
  ({ platform }) => platform !== (process.platform === "win32" ? "posix" : "win32"),
);
/** Builds the entry's folders, asks, and takes them away. */
function judge(entry: PathEntry): Verdict {
  const base = mkdtempSync(join(tmpdir(), "kilo-path-"));
  const put = placesIn(base);
  try {
    layEntry(base, entry, false);
    const answer = pathJudge(join(base, put(entry.agent_root)), [join(base, "product")]);
    return answer({ op: entry.op, input: put(entry.input) }).verdict;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

test("no path of the corpus is wrongly allowed", () => {
  const counts = { "false allow": 0, "under-deny": 0, "over-block": 0, "over-deny": 0, right: 0 };
  const wrong: string[] = [];
  for (const entry of entries) {
    const verdict = judge(entry);
    if (verdict === entry.expected || entry.acceptable?.includes(verdict)) counts.right += 1;
    else if (verdict === "allow") wrong.push(`${entry.id} ${entry.op} ${entry.input}`);
    else if (entry.expected === "deny") counts["under-deny"] += 1;
    else if (entry.expected === "allow") counts["over-block"] += 1;
    else counts["over-deny"] += 1;
  }
  counts["false allow"] = wrong.length;
  console.table(counts);
  tally({
    what: "corpus paths judged (S-03)",
    tried: entries.length,
    lost: wrong.length,
    note: `over-block ${counts["over-block"]}, under-deny ${counts["under-deny"]}`,
  });
  expect(wrong).toEqual([]);
  // Of each kind at most one in twenty.
  const of = (expected: Verdict) => entries.filter((entry) => entry.expected === expected).length;
  expect(counts["over-block"]).toBeLessThanOrEqual(of("allow") / 20);
  expect(counts["under-deny"]).toBeLessThanOrEqual(of("deny") / 20);
});
