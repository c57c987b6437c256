// Settings of VS Code over the user's file, as tables: which wins, where it comes from, what a mistake says.
import { describe, expect, test } from "vitest";
import { type EditorValue, editorKeys, readEditorSettings } from "../../../src/core/config/editorSettings";
import { type EffectiveConfig, effectiveConfig } from "../../../src/core/config/effective";
import { parseProjectFile } from "../../../src/core/config/projectFile";
import { parseConfig } from "../../../src/core/config/readConfig";

const roles = ["planner", "coder"];

interface Sources {
  toml?: string;
  user?: Record<string, unknown>;
  workspace?: Record<string, unknown>;
  folder?: Record<string, unknown>;
  project?: unknown;
  trusted?: boolean;
  budget?: number;
}

function read({ user = {}, workspace = {}, folder = {} }: Sources) {
  const values: EditorValue[] = editorKeys(roles).map(({ name }) => ({
    name,
    user: user[name],
    workspace: [workspace[name], folder[name]],
  }));
  return readEditorSettings(values, roles);
}

function effective(sources: Sources): EffectiveConfig {
  const file = parseConfig(sources.toml ?? "", "config.toml");
  if (!file.ok) throw new Error(file.failure.message);
  const editor = read(sources);
  if (!editor.ok) throw new Error(editor.failure.message);
  const project = sources.project === undefined ? null : parseProjectFile(JSON.stringify(sources.project));
  if (project && !project.ok) throw new Error(project.failure.message);
  return effectiveConfig({
    file: file.value,
    project: project?.value ?? null,
    editor: editor.value,
    trusted: sources.trusted ?? true,
    terminal: true,
    flags: sources.budget === undefined ? {} : { budgetUsd: sources.budget },
  });
}

function shown(sources: Sources, key: string): string {
  const entry = effective(sources).entries.find((candidate) => candidate.key === key);
  return entry ? `${JSON.stringify(entry.value)} from ${entry.origin}` : "none";
}

const cap = "orchestrator.budget_usd";
const capSetting = "orchestrator.budgetUsd";
const tomlCap = "[orchestrator]\nbudget_usd = 5";
const editAsk = { "orchestrator.approve.edit": "ask" };

test.each<[string, string, Sources, string]>([
  ["nothing", cap, {}, "2.5 from default"],
  ["the file alone", cap, { toml: tomlCap }, "5 from config.toml:2"],
  [
    "user over file",
    cap,
    { toml: tomlCap, user: { [capSetting]: 9 } },
    "9 from VS Code settings (kilo.orchestrator.budgetUsd)",
  ],
  [
    "workspace below user",
    cap,
    { user: { [capSetting]: 9 }, workspace: { [capSetting]: 3 } },
    "3 from VS Code workspace settings (kilo.orchestrator.budgetUsd)",
  ],
  [
    "folder below workspace",
    cap,
    { workspace: { [capSetting]: 2 }, folder: { [capSetting]: 1 } },
    "1 from VS Code workspace settings (kilo.orchestrator.budgetUsd)",
  ],
  ["workspace above user", cap, { workspace: { [capSetting]: 100 } }, "2.5 from default"],
  ["workspace not trusted", cap, { workspace: { [capSetting]: 1 }, trusted: false }, "2.5 from default"],
  [
    "project below user",
    cap,
    { user: { [capSetting]: 9 }, project: { orchestrator: { budgetUsd: 4 } } },
    "4 from .kilocode/agent-manager.json",
  ],
  [
    "workspace below project",
    cap,
    { workspace: { [capSetting]: 1 }, project: { orchestrator: { budgetUsd: 2 } } },
    "1 from VS Code workspace settings (kilo.orchestrator.budgetUsd)",
  ],
  ["a person's word", cap, { user: { [capSetting]: 9 }, budget: 20 }, "20 from --budget"],
  [
    "iterations",
    "orchestrator.max_iterations",
    { user: { "orchestrator.maxIterations": 6 } },
    "6 from VS Code settings (kilo.orchestrator.maxIterations)",
  ],
  [
    "edits the user wants asked",
    "orchestrator.approve.edit",
    { user: editAsk },
    '"ask" from VS Code settings (kilo.orchestrator.approve.edit)',
  ],
  [
    "edits a workspace wants asked",
    "orchestrator.approve.edit",
    { workspace: editAsk },
    '"ask" from VS Code workspace settings (kilo.orchestrator.approve.edit)',
  ],
  [
    "plans a workspace wants automatic",
    "orchestrator.approve.plan",
    { workspace: { "orchestrator.approve.plan": "auto" } },
    '"ask" from default',
  ],
  [
    "a kind the file calls by its other name",
    "orchestrator.approve.command",
    {
      toml: '[orchestrator.approve]\ncommands = "auto"',
      user: { "orchestrator.approve.command": "ask" },
    },
    '"ask" from VS Code settings (kilo.orchestrator.approve.command)',
  ],
  [
    "a role's model",
    "orchestrator.models.coder",
    { toml: '[orchestrator.models]\ncoder = "a/b"', user: { "orchestrator.models.coder": "c/d" } },
    '"c/d" from VS Code settings (kilo.orchestrator.models.coder)',
  ],
  [
    "another role's model stays the file's",
    "orchestrator.models.planner",
    { toml: '[orchestrator.models]\nplanner = "a/b"', user: { "orchestrator.models.coder": "c/d" } },
    '"a/b" from config.toml:2',
  ],
  [
    "an empty model is none",
    "orchestrator.models.coder",
    { toml: '[orchestrator.models]\ncoder = "a/b"', user: { "orchestrator.models.coder": "" } },
    '"a/b" from config.toml:2',
  ],
  [
    "a model a workspace names",
    "orchestrator.models.coder",
    { workspace: { "orchestrator.models.coder": "evil/model" } },
    "none",
  ],
  [
    "a check",
    "orchestrator.checks.unit_tests",
    { user: { "orchestrator.checks": { unit_tests: "npm test" } } },
    '"npm test" from VS Code settings (kilo.orchestrator.checks)',
  ],
  [
    "a check a workspace names",
    "orchestrator.checks.unit",
    { workspace: { "orchestrator.checks": { unit: "evil" } } },
    "none",
  ],
  [
    "commands",
    "commands.allow",
    { toml: '[commands]\nallow = ["make a"]', user: { "commands.allow": ["make b"] } },
    '["make b"] from VS Code settings (kilo.commands.allow)',
  ],
  [
    "commands a workspace allows",
    "commands.allow",
    { workspace: { "commands.allow": ["evil"] } },
    "[] from default",
  ],
])("%s: %s", (_, key, sources, expected) => {
  expect(shown(sources, key)).toBe(expected);
});

describe("mistakes say what the file's say", () => {
  test.each<[string, Sources, string]>([
    [
      "a cap",
      { user: { [capSetting]: "a lot" } },
      'VS Code settings: kilo.orchestrator.budgetUsd must be dollars from 0.01 to 10000, not "a lot"',
    ],
    [
      "a choice",
      { user: { "orchestrator.approve.plan": "never" } },
      'VS Code settings: kilo.orchestrator.approve.plan must be "ask" or "auto", not "never"',
    ],
    [
      "an entry of a table",
      { user: { "orchestrator.checks": { unit_tests: 7 } } },
      "VS Code settings: kilo.orchestrator.checks.unit_tests must be a shell command, not 7",
    ],
    [
      "a workspace's",
      { workspace: { "orchestrator.maxIterations": 0 } },
      "VS Code workspace settings: kilo.orchestrator.maxIterations must be a whole number from 1 to 20, not 0",
    ],
    [
      "two at once",
      { user: { "orchestrator.enabled": "yes", "orchestrator.isolation": "moon" } },
      'VS Code settings: kilo.orchestrator.enabled must be true or false, not "yes"\nVS Code settings: kilo.orchestrator.isolation must be "workspace" or "worktree", not "moon"',
    ],
  ])("%s", (_, sources, expected) => {
    const outcome = read(sources);
    expect(outcome.ok ? "" : outcome.failure.message).toBe(expected);
  });
});

test("what a workspace would widen is named", () => {
  const workspace = {
    [capSetting]: 50,
    "orchestrator.approve.plan": "auto",
    "orchestrator.approve.edit": "auto",
  };
  expect(effective({ workspace }).notices).toEqual([
    "VS Code workspace settings (kilo.orchestrator.budgetUsd) may only tighten and has no effect.",
    "VS Code workspace settings (kilo.orchestrator.approve.plan) may only tighten and has no effect.",
  ]);
  expect(effective({ workspace, trusted: false }).notices).toEqual([]);
});
