// The command line as a table: what is typed, what is read or said.
import { describe, expect, test } from "vitest";
import { nearest } from "../../src/cli/nearest";
import { readVerbInput } from "../../src/cli/readVerbInput";
import { readApproved, readRole, readRunFlags } from "../../src/cli/runFlags";
import { run } from "../../src/cli/verbs/run";
import { runs } from "../../src/cli/verbs/runs";

const read = (line: string[]) => {
  const input = readVerbInput(run, line);
  if (!input.ok) return input.failure.message;
  const flags = readRunFlags(input.value);
  return flags.ok ? { words: input.value.words, ...flags.value } : flags.failure.message;
};

describe("options of run", () => {
  const models = { coder: "a/b", debugger: "c/d=e" };
  test.each<[string, string[], unknown]>([
    ["words are the prompt", ["fix", "it"], { words: ["fix", "it"] }],
    ["stdin", ["-"], { words: ["-"] }],
    ["after --", ["--", "--budget"], { words: ["--budget"] }],
    ["budget", ["--budget", "2.50", "x"], { words: ["x"], budgetUsd: 2.5 }],
    ["budget with a sign", ["--budget=$0.000001", "x"], { words: ["x"], budgetUsd: 0.000001 }],
    ["iterations", ["--max-iterations", "7", "x"], { words: ["x"], maxIterations: 7 }],
    ["models", ["--model", "coder=a/b", "--model", "debug=c/d=e", "x"], { words: ["x"], models }],
    ["approvals", ["--approve", "plan,commands", "x"], { words: ["x"], approve: ["plan", "command"] }],
    ["yes", ["--yes", "x"], { words: ["x"], yes: true }],
    ["worktree", ["--isolation", "worktree", "x"], { words: ["x"], isolation: "worktree" }],
    ["verified", ["x", "--require-verified"], { words: ["x"], requireVerified: true }],
  ])("%s", (_, line, expected) => {
    expect(read(line)).toEqual(expected);
  });

  test.each<[string[], string]>([
    [["--buget", "3"], "`run` has no option --buget. Did you mean --budget?"],
    [["--frobnicate"], "`run` has no option --frobnicate. See `kilo-code run --help`."],
    [["-b", "3"], "`run` has no option -b. See `kilo-code run --help`."],
    [["--budget"], "--budget needs a value: --budget <dollars>."],
    [["--budget", "--yes"], "--budget needs a value: --budget <dollars>."],
    [["--yes=no"], "--yes takes no value."],
    [["--budget", "1", "--budget", "2"], "--budget was given twice; give it once."],
    [
      ["--budget", "lots"],
      '--budget is not an amount of dollars: "lots". Write dollars like 2.50, to the millionth at most.',
    ],
    [
      ["--budget", "-1"],
      '--budget is not an amount of dollars: "-1". Write dollars like 2.50, to the millionth at most.',
    ],
    [
      ["--budget", "0"],
      '--budget must be more than nothing: "0". Write dollars like 2.50, to the millionth at most.',
    ],
    [["--max-iterations", "0"], '--max-iterations must be a whole number from 1 to 20, not "0".'],
    [["--isolation", "cloud"], '--isolation must be workspace or worktree, not "cloud".'],
    [["--model", "gpt"], '--model takes role=model, such as coder=anthropic/claude-sonnet-4-6, not "gpt".'],
    [["--model", "codr=a/b"], 'There is no role "codr". Did you mean coder?'],
    [["--approve", "budget"], "--approve cannot take budget: a person always decides this."],
  ])("%j is refused", (line, message) => {
    expect(read(line)).toBe(message);
  });
});

test("a verb that takes no words refuses them", () => {
  const input = readVerbInput(runs, ["all"]);
  expect(input.ok ? "" : input.failure.message).toBe(
    '`runs` does not take "all". See `kilo-code runs --help`.',
  );
});

test("--yes means every kind that may be automatic, and no more", () => {
  const input = readVerbInput(run, ["--yes", "x"]);
  const approved = input.ok ? readApproved(input.value) : input;
  expect(approved).toEqual({
    ok: true,
    value: ["plan", "subtask", "completion", "command", "edit", "merge"],
  });
});

test.each([
  ["code", "coder"],
  ["Architect", "planner"],
  ["debug", "debugger"],
  ["orchestrator", "orchestrator"],
  ["ask", "ask"],
])("--role %s is %s", (name, role) => {
  expect(readRole(name)).toEqual({ ok: true, value: role });
});

test.each([
  ["stauts", "status"],
  ["strat", "start"],
  ["stpo", "stop"],
  ["startt", "start"],
  ["frobnicate", null],
])("%s is meant to be %s", (typed, meant) => {
  expect(nearest(typed, ["start", "status", "stop", "sessions"])).toBe(meant);
});
