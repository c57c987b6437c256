// Which setting wins, as tables: default, the user's file, the project's file, a flag.
import { describe, expect, test } from "vitest";
import { parseApproveList } from "../../../src/core/config/approveKinds";
import { type ConfigFlags, type EffectiveConfig, effectiveConfig } from "../../../src/core/config/effective";
import { parseProjectFile } from "../../../src/core/config/projectFile";
import { parseConfig } from "../../../src/core/config/readConfig";
import { runSettings } from "../../../src/core/config/settings";

interface Sources {
  toml?: string;
  project?: unknown;
  flags?: ConfigFlags;
  trusted?: boolean;
  terminal?: boolean;
}

function effective({
  toml = "",
  project,
  flags = {},
  trusted = true,
  terminal = true,
}: Sources): EffectiveConfig {
  const file = parseConfig(toml, "config.toml");
  if (!file.ok) throw new Error(file.failure.message);
  const read = project === undefined ? null : parseProjectFile(JSON.stringify(project));
  if (read && !read.ok) throw new Error(read.failure.message);
  return effectiveConfig({ file: file.value, project: read?.value ?? null, trusted, terminal, flags });
}

/** `value from origin` of one entry. */
function shown(sources: Sources, key: string): string {
  const entry = effective(sources).entries.find((candidate) => candidate.key === key);
  return entry ? `${JSON.stringify(entry.value)} from ${entry.origin}` : "none";
}

const iterations = (count: number) => `[orchestrator]\nmax_iterations = ${count}\n`;
const projectCap = (budgetUsd: number) => ({ orchestrator: { budgetUsd } });

test.each<[string, string, Sources, string]>([
  ["nothing said", "orchestrator.max_iterations", {}, "4 from default"],
  ["the user's file", "orchestrator.max_iterations", { toml: iterations(6) }, "6 from config.toml:2"],
  [
    "a flag",
    "orchestrator.max_iterations",
    { toml: iterations(6), flags: { maxIterations: 9 } },
    "9 from --max-iterations",
  ],
  [
    "a project that tightens",
    "orchestrator.max_iterations",
    { toml: iterations(6), project: { orchestrator: { maxIterations: 2 } } },
    "2 from .kilocode/agent-manager.json",
  ],
  [
    "a project that widens",
    "orchestrator.max_iterations",
    { toml: iterations(6), project: { orchestrator: { maxIterations: 9 } } },
    "6 from config.toml:2",
  ],
  [
    "a smaller cap of the project",
    "orchestrator.budget_usd",
    { project: projectCap(1) },
    "1 from .kilocode/agent-manager.json",
  ],
  ["a larger one", "orchestrator.budget_usd", { project: projectCap(100) }, "2.5 from default"],
  [
    "a person's word over the project's",
    "orchestrator.budget_usd",
    { project: projectCap(1), flags: { budgetUsd: 5 } },
    "5 from --budget",
  ],
  [
    "a project that is not trusted",
    "orchestrator.budget_usd",
    { project: projectCap(1), trusted: false },
    "2.5 from default",
  ],
  ["edits", "orchestrator.approve.edit", {}, '"auto" from default'],
  [
    "edits a project wants asked",
    "orchestrator.approve.edit",
    { project: { orchestrator: { approve: { edits: "ask" } } } },
    '"ask" from .kilocode/agent-manager.json',
  ],
  [
    "commands a project wants automatic",
    "orchestrator.approve.command",
    { project: { orchestrator: { approve: { commands: "auto" } } } },
    '"ask" from default',
  ],
  [
    "commands the user wants automatic",
    "orchestrator.approve.command",
    { toml: '[orchestrator.approve]\ncommands = "auto"' },
    '"auto" from config.toml:2',
  ],
  ["--approve", "orchestrator.approve.plan", { flags: { approve: ["plan"] } }, '"auto" from --approve'],
  [
    "--approve of another kind",
    "orchestrator.approve.plan",
    { flags: { approve: ["command"] } },
    '"ask" from default',
  ],
  ["--yes", "orchestrator.approve.merge", { flags: { yes: true } }, '"auto" from --yes'],
  [
    "--yes without trust",
    "orchestrator.approve.plan",
    { flags: { yes: true }, trusted: false },
    '"ask" from default',
  ],
  [
    "--yes without a terminal",
    "orchestrator.approve.plan",
    { flags: { yes: true }, terminal: false },
    '"ask" from default',
  ],
  [
    "--yes without a terminal where the user's file allows it",
    "orchestrator.approve.plan",
    { toml: "[ci]\nauto_approve = true", flags: { yes: true }, terminal: false },
    '"auto" from --yes',
  ],
  [
    "a role's model",
    "orchestrator.models.coder",
    { toml: '[orchestrator.models]\ncoder = "a/b"' },
    '"a/b" from config.toml:2',
  ],
  [
    "a role's model by flag",
    "orchestrator.models.coder",
    { toml: '[orchestrator.models]\ncoder = "a/b"', flags: { models: { coder: "c/d" } } },
    '"c/d" from --model coder=c/d',
  ],
  [
    "a check",
    "orchestrator.checks.unit",
    { toml: '[orchestrator.checks]\nunit = "npm test"' },
    '"npm test" from config.toml:2',
  ],
])("%s: %s", (_, key, sources, expected) => {
  expect(shown(sources, key)).toBe(expected);
});

describe("what has no effect is said", () => {
  const notices = (sources: Sources) => effective(sources).notices;

  test("keys of a project that widen", () => {
    const project = {
      worktreeBasePath: "../my-app-worktrees",
      orchestrator: { model: "qwen-coder-plus", approve: { plan: "auto" } },
      agents: { api: { model: "x", baseUrl: "http://evil.test" } },
    };
    expect(notices({ project })).toEqual([
      ".kilocode/agent-manager.json may only tighten settings; these keys have no effect: orchestrator.approve.plan, orchestrator.model, agents.api.model, worktreeBasePath, agents.api.baseUrl.",
    ]);
    expect(notices({ project, trusted: false })).toEqual([]);
  });

  test("caps of a project above the person's own, which hold", () => {
    const project = { orchestrator: { budgetUsd: 3, maxIterations: 5 } };
    expect(notices({ project })).toEqual([
      ".kilocode/agent-manager.json may only tighten settings; these keys have no effect: orchestrator.budgetUsd, orchestrator.maxIterations.",
    ]);
    const toml = "[orchestrator]\nbudget_usd = 3\nmax_iterations = 9";
    expect(notices({ project, toml })).toEqual([]);
  });

  test("flags", () => {
    expect(notices({ flags: { yes: true }, trusted: false })).toEqual([
      "--yes has no effect: this folder is not trusted.",
    ]);
    expect(notices({ flags: { approve: ["plan"] }, terminal: false })).toEqual([
      "--approve has no effect without a terminal; set auto_approve = true under [ci] in config.toml.",
    ]);
  });

  test("unknown keys of the file", () => {
    expect(notices({ toml: "[orchestrator]\nenabel = true" })[0]).toContain(
      "did you mean orchestrator.enabled?",
    );
  });
});

test("nothing makes budget, trust, MCP or a question automatic", () => {
  const { approve } = effective({ flags: { yes: true }, toml: '[orchestrator.approve]\nbudget = "ask"' });
  expect([approve.budget, approve.trust, approve.mcp, approve.question]).toEqual([
    "ask",
    "ask",
    "ask",
    "ask",
  ]);
});

test.each<[string, string]>([
  ["plan,subtasks,commands", "plan subtask command"],
  ["Plan, edits", "plan edit"],
  ["", "--approve needs kinds: plan, subtasks, completion, commands, edits, merge."],
  ["budget", "--approve cannot take budget: a person always decides this."],
  [
    "comand",
    "--approve does not know comand; it takes plan, subtasks, completion, commands, edits, merge. Did you mean command?",
  ],
])("--approve %s", (text, expected) => {
  const result = parseApproveList(text);
  expect(result.ok ? result.value.join(" ") : result.failure.message).toBe(expected);
});

test("a project's file that cannot be used is refused with the reason", () => {
  const broken = parseProjectFile("{");
  expect(broken.ok ? "" : broken.failure.message).toBe(
    ".kilocode/agent-manager.json:1 is not JSON: Expected property name or '}'.",
  );
});

test.each([
  [
    '{"orchestrator":{\n"budgetUsd":-1}}',
    ":2: orchestrator.budgetUsd must be a number from 0.01 to 10000, not -1.",
  ],
  ['{"orchestrator":"x"}', ':1: orchestrator must be a table of settings, not "x".'],
  ["[]", ": the file must be a table of settings."],
  ["null", ": the file must be a table of settings."],
])("a project's file that says %s is told what is allowed, and where", (text, sentence) => {
  const wrong = parseProjectFile(text);
  expect(wrong.ok ? "" : wrong.failure.message).toBe(`.kilocode/agent-manager.json${sentence}`);
});

test.each<[string, Sources, string]>([
  ["nothing said", {}, '"auto" from default'],
  ["the user's file", { toml: '[sandbox]\nmode = "off"\n' }, '"off" from config.toml:2'],
  [
    "a project that tightens",
    { toml: '[sandbox]\nmode = "off"\n', project: { orchestrator: { sandbox: "require" } } },
    '"require" from .kilocode/agent-manager.json',
  ],
  [
    "a project that widens",
    { toml: '[sandbox]\nmode = "require"\n', project: { orchestrator: { sandbox: "off" } } },
    '"require" from config.toml:2',
  ],
  [
    "a project that is less strict",
    { toml: '[sandbox]\nmode = "require"\n', project: { orchestrator: { sandbox: "auto" } } },
    '"require" from config.toml:2',
  ],
  [
    "a project that is not trusted",
    { project: { orchestrator: { sandbox: "require" } }, trusted: false },
    '"auto" from default',
  ],
])("the sandbox: %s", (_, sources, result) => {
  expect(shown(sources, "sandbox.mode")).toBe(result);
});

test("the sandbox's network and folders are the user's alone, and are sealed", () => {
  const toml = '[sandbox]\nnetwork = "off"\nwrite = ["~/.gradle"]\n';
  const project = { orchestrator: { sandbox: "off", network: "on" }, sandbox: { network: "on" } };
  const config = effective({ toml, project });
  expect(config.notices.join(" ")).toContain("orchestrator.sandbox");
  const sandbox = { mode: "auto", network: "off", write: ["~/.gradle"] };
  expect(runSettings(config, {}, true).sandbox).toEqual(sandbox);
});

test("settings are sealed in whole micro-dollars and milliseconds", () => {
  const toml = `[orchestrator]\nbudget_usd = 0.29\nescalation = "reviewer"\n[orchestrator.limits]\ncommand_seconds = 7\n[commands]\nallow = ["make gen"]`;
  const settings = runSettings(effective({ toml, flags: { requireVerified: true } }), {}, true);
  expect(settings).toMatchObject({
    capMicros: 290_000,
    threshold: 50,
    escalation: "reviewer",
    allowCommands: ["make gen"],
    requireVerified: true,
    trusted: true,
    isolation: "workspace",
  });
  expect(settings.limits).toMatchObject({ commandWallMs: 7000, commandIdleMs: 120_000, spawnDepth: 3 });
  expect("escalation" in runSettings(effective({}), {}, true)).toBe(false);
});
