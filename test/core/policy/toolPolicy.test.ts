// Verdicts on tool calls, approvals and the answers to them, as tables.
import { describe, expect, test } from "vitest";
import { approvalPolicy, mayAnswer } from "../../../src/core/policy/approvalPolicy";
import { protectedTarget } from "../../../src/core/policy/protectedTarget";
import { isSecretPath } from "../../../src/core/policy/secretPath";
import { type JudgedCall, type ToolPolicyInput, toolPolicy } from "../../../src/core/policy/toolPolicy";
import { type ApprovalKind, approvalKinds, type Origin } from "../../../src/protocol/approval";

const askAll = Object.fromEntries(approvalKinds.map((kind) => [kind, "ask"])) as Record<
  ApprovalKind,
  "ask" | "auto"
>;
const autoAll = Object.fromEntries(approvalKinds.map((kind) => [kind, "auto"])) as Record<
  ApprovalKind,
  "ask" | "auto"
>;

const call = (effect: JudgedCall["effect"], ...targets: string[]): JudgedCall => ({ effect, targets });
const shell = (line: string): JudgedCall => ({
  effect: "command",
  targets: [line],
  command: { line, cwd: "" },
});

function judge(prepared: JudgedCall, over: Partial<ToolPolicyInput> = {}): string {
  const judgement = toolPolicy({
    name: "tool",
    prepared,
    rights: { tools: ["tool"], write: true, run: true },
    trusted: true,
    approve: { ...askAll, edit: "auto" },
    allowCommands: [],
    checks: [{ command: "npm test", cwd: "" }],
    ...over,
  });
  return judgement.personOnly ? `${judgement.verdict}, person` : judgement.verdict;
}

const tester = { rights: { tools: ["tool"], write: true, testsOnly: true as const, run: true } };
const reader = { rights: { tools: ["tool"], write: false, run: false } };

test.each<[string, JudgedCall, Partial<ToolPolicyInput>, string]>([
  ["read", call("read", "src/a.ts"), {}, "allow"],
  ["read by a reader", call("read", "src/a.ts"), reader, "allow"],
  ["read a secret", call("read", ".env"), {}, "ask, person"],
  ["read an example", call("read", ".env.example"), {}, "allow"],
  ["ending", call("ending"), reader, "allow"],
  ["edit", call("write", "src/a.ts"), {}, "allow"],
  ["edit where edits ask", call("write", "src/a.ts"), { approve: askAll }, "ask"],
  ["edit by a reader", call("write", "src/a.ts"), reader, "deny"],
  ["edit without trust", call("write", "src/a.ts"), { trusted: false }, "ask, person"],
  ["edit git's files", call("write", ".git/config"), { approve: autoAll }, "deny"],
  ["edit editor settings", call("write", ".vscode/tasks.json"), { approve: autoAll }, "ask, person"],
  ["move onto instructions", { ...call("write", "a"), writes: [{ path: "AGENTS.md" }] }, {}, "ask, person"],
  ["edit what the caller guards", call("write", "a"), { protectedReason: "a link" }, "ask, person"],
  ["a test by a tester", call("write", "test/a.test.ts"), tester, "allow"],
  ["a runner's settings by a tester", call("write", "vitest.config.ts"), tester, "allow"],
  ["code by a tester", call("write", "src/a.ts"), tester, "deny"],
  [
    "code by a tester, whatever is approved",
    call("write", "src/a.ts"),
    { ...tester, approve: autoAll },
    "deny",
  ],
  [
    "a test moved into code",
    { ...call("write", "test/a.test.ts"), writes: [{ path: "src/a.ts" }] },
    tester,
    "deny",
  ],
  ["protected, by a tester", call("write", "test/.vscode/a.test.ts"), tester, "ask, person"],
  ["a shell command by a tester", shell("npm test"), tester, "allow"],
  ["a tool the role has not", call("read", "a"), { name: "other" }, "deny"],
  ["a check", shell("npm test"), {}, "allow"],
  ["a check by a reader", shell("npm test"), reader, "deny"],
  ["a shell command", shell("npm install"), {}, "ask"],
  ["a shell command without trust", shell("ls"), { trusted: false }, "ask, person"],
  ["the deny floor", shell("sudo ls"), { approve: autoAll }, "deny"],
  ["an unknown command", call("command"), {}, "ask"],
])("%s", (_, prepared, over, expected) => {
  expect(judge(prepared, over)).toBe(expected);
});

test.each<[string, "deny" | "ask" | null]>([
  [".git/hooks/pre-commit", "deny"],
  ["sub/.git", "deny"],
  [".GIT/config", "deny"],
  [".git /config", "deny"],
  [".git::$INDEX_ALLOCATION/config", "deny"],
  [".kilocode/agents-config.json", "deny"],
  [".vscode/settings.json", "ask"],
  ["packages/a/.vscode/x", "ask"],
  ["x.code-workspace", "ask"],
  [".npmrc", "ask"],
  ["AGENTS.md", "ask"],
  ["node_modules/.bin/eslint", "ask"],
  [".venv/bin/python", "ask"],
  [".gitignore", null],
  [".github/workflows/ci.yml", "ask"],
  ["src/git/x.ts", null],
  ["src/..hidden.ts", null],
  ["Makefile", null],
])("writing %s: %s", (path, verdict) => {
  expect(protectedTarget(path)?.verdict ?? null).toBe(verdict);
});

test("names of secrets", () => {
  const secret = [
    ".env",
    "a/.env.local",
    "x.pem",
    "deploy/id_ed25519",
    ".npmrc",
    "credentials.json",
    "~/.aws/config",
  ];
  const plain = [
    ".env.example",
    ".env.sample",
    "src/environment.ts",
    "id_ed25519.pub",
    "keys.ts",
    "src/credential.ts",
  ];
  expect(secret.filter((path) => !isSecretPath(path))).toEqual([]);
  expect(plain.filter(isSecretPath)).toEqual([]);
});

describe("approvals", () => {
  test.each<[ApprovalKind, string, string, string]>([
    // kind, all set to ask, all set to auto, allowed by a person for this run
    ["plan", "ask", "auto", "auto"],
    ["subtask", "ask", "auto", "auto"],
    ["completion", "ask", "auto", "auto"],
    ["command", "ask", "auto", "auto"],
    ["edit", "ask", "auto", "auto"],
    ["merge", "ask", "auto", "auto"],
    ["budget", "ask", "ask", "ask"],
    ["trust", "ask", "ask", "ask"],
    ["mcp", "ask", "ask", "ask"],
    ["question", "ask", "ask", "ask"],
  ])("%s: %s, %s, %s", (kind, asked, automatic, allowed) => {
    expect(approvalPolicy(kind, askAll, [])).toBe(asked);
    expect(approvalPolicy(kind, autoAll, [])).toBe(automatic);
    expect(approvalPolicy(kind, askAll, [kind])).toBe(allowed);
    expect(approvalPolicy(kind, autoAll, [kind], true)).toBe("ask");
  });

  const origin = (kind: Origin["kind"], via: string, pid?: number): Origin =>
    pid === undefined ? { kind, via } : { kind, via, pid };

  test.each<[string, Origin, ApprovalKind, boolean | undefined, boolean]>([
    ["the driver's terminal", origin("person", "terminal"), "command", undefined, true],
    ["the driver's window", origin("person", "vscode"), "budget", undefined, true],
    ["another terminal", origin("person", "inbox", 9), "command", false, true],
    ["another terminal that could not be traced", origin("person", "inbox", 9), "command", undefined, false],
    ["a program the run started", origin("person", "inbox", 9), "command", true, false],
    ["a terminal the run started", origin("person", "terminal", 9), "command", true, false],
    ["an inbox entry without a sender", origin("person", "inbox"), "command", false, false],
    ["the settings", origin("rule", "settings"), "command", undefined, true],
    ["the settings, for money", origin("rule", "settings"), "budget", undefined, false],
    ["the settings, for trust", origin("rule", "settings"), "trust", undefined, false],
    ["the engine", origin("engine", "driver"), "command", undefined, false],
  ])("%s", (_, from, kind, descends, expected) => {
    const traced = descends === undefined ? {} : { descendsFromRun: descends };
    expect(mayAnswer({ origin: from, kind, ...traced })).toBe(expected);
  });
});
