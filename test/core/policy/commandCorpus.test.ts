// The development part of the command corpus. Nothing that needs a person or is refused may be allowed, and of each kind
// at most one in twenty may be judged more strictly or more softly than a person would.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commandPolicy } from "../../../src/core/policy/commandPolicy";
import type { Verdict } from "../../../src/core/policy/verdict";
import { loadGrammar } from "../../../src/core/syntax/loadGrammar";
import { tally } from "../../faults/tally";

interface Entry {
  id: string;
  input: string;
  expected: Verdict;
  acceptable?: Verdict[];
  category: string;
  shell: "bash" | "zsh" | "powershell" | "cmd";
  context?: Record<string, unknown>;
}

const corpus = new URL("../../fixtures/policy/commands.json", import.meta.url);
const entries = JSON.parse(readFileSync(corpus, "utf8")) as Entry[];
const parse = await loadGrammar("bash");

function judge({ input, shell, context = {} }: Entry): Verdict {
  return commandPolicy({
    line: input.replaceAll("{{PRODUCT}}", "kilo-code"),
    cwd: "",
    trusted: context.workspace_trusted !== false,
    allowed: [],
    refused: (context.deny_rules as string[] | undefined) ?? [],
    checks: [],
    parse,
    shell,
    projectCommands: context.rule_origin !== "workspace",
    genuinePrograms: context.hardened_git !== false && context.path_first === undefined,
  }).verdict;
}

test("no line of the corpus is wrongly allowed", () => {
  const counts = { "false allow": 0, "under-deny": 0, "over-block": 0, "over-deny": 0, right: 0 };
  const wrong: string[] = [];
  for (const entry of entries) {
    const verdict = judge(entry);
    if (verdict === entry.expected || entry.acceptable?.includes(verdict)) counts.right += 1;
    else if (verdict === "allow") counts["false allow"] += 1;
    else if (entry.expected === "deny") counts["under-deny"] += 1;
    else if (entry.expected === "allow") counts["over-block"] += 1;
    else counts["over-deny"] += 1;
    if (verdict === "allow" && entry.expected !== "allow") wrong.push(`${entry.id} ${entry.input}`);
    if (process.env.POLICY_LIST && verdict !== entry.expected)
      console.log(entry.expected, verdict, entry.input);
  }
  console.table(counts);
  tally({
    what: "policy: command corpus, development part",
    tried: entries.length,
    lost: wrong.length,
    note: `over-block ${counts["over-block"]}, under-deny ${counts["under-deny"]}, over-deny ${counts["over-deny"]}`,
  });
  expect(wrong).toEqual([]);
  const of = (expected: Verdict) => entries.filter((entry) => entry.expected === expected).length;
  expect(counts["over-block"]).toBeLessThanOrEqual(of("allow") / 20);
  expect(counts["under-deny"]).toBeLessThanOrEqual(of("deny") / 20);
  expect(counts["over-deny"]).toBeLessThanOrEqual(of("ask") / 20);
});
