// Answers for one role or one depth: as they are written, tightened by a project, and overruled by a flag.
import { describe, expect, test } from "vitest";
import { type ConfigFlags, effectiveConfig } from "../../../src/core/config/effective";
import { parseProjectFile } from "../../../src/core/config/projectFile";
import { parseConfig } from "../../../src/core/config/readConfig";
import { runSettings } from "../../../src/core/config/settings";
import { approveFor } from "../../../src/core/policy/approveRule";
import { findRole } from "../../../src/core/roles/index";

const roleNames = ["planner", "coder", "reviewer"];
const known = { names: roleNames, find: (name: string) => findRole(name)?.name };

interface Sources {
  toml?: string;
  approve?: unknown;
  flags?: ConfigFlags;
}

function effective({ toml = "", approve, flags = {} }: Sources) {
  const file = parseConfig(toml, "config.toml", roleNames);
  if (!file.ok) throw new Error(file.failure.message);
  const project =
    approve === undefined ? null : parseProjectFile(JSON.stringify({ orchestrator: { approve } }));
  if (project && !project.ok) throw new Error(project.failure.message);
  const input = {
    file: file.value,
    project: project?.value ?? null,
    trusted: true,
    terminal: true,
    flags,
    known,
  };
  return effectiveConfig(input);
}

const reviewer = '[orchestrator.approve.role.reviewer]\nsubtasks = "auto"\ncompletion = "auto"\n';
const deep = '[orchestrator.approve.depth.2]\nsubtask = "auto"\n';

test("written by role and by depth, each with its line", () => {
  const config = effective({ toml: reviewer + deep });
  expect(runSettings(config, {}, true).approveRules).toEqual([
    { kind: "subtask", role: "reviewer", answer: "auto" },
    { kind: "completion", role: "reviewer", answer: "auto" },
    { kind: "subtask", depth: 2, answer: "auto" },
  ]);
  const shown = config.entries.filter(({ key }) => /approve\.(role|depth)/.test(key));
  expect(shown.map(({ key, value, origin }) => `${key} ${value} ${origin}`)).toEqual([
    "orchestrator.approve.role.reviewer.subtask auto config.toml:2",
    "orchestrator.approve.role.reviewer.completion auto config.toml:3",
    "orchestrator.approve.depth.2.subtask auto config.toml:5",
  ]);
});

describe("the answer for a subtask that would be made", () => {
  type Row = [string, Sources, string, number, "ask" | "auto"];
  test.each<Row>([
    ["nothing said", {}, "coder", 1, "ask"],
    ["its role", { toml: reviewer }, "reviewer", 1, "auto"],
    ["another role", { toml: reviewer }, "coder", 1, "ask"],
    ["its depth", { toml: deep }, "coder", 2, "auto"],
    ["another depth", { toml: deep }, "coder", 1, "ask"],
    ["the project asks for all", { toml: reviewer, approve: { subtasks: "ask" } }, "reviewer", 1, "ask"],
    [
      "the project asks for the role",
      { toml: reviewer, approve: { role: { reviewer: { subtask: "ask" } } } },
      "reviewer",
      1,
      "ask",
    ],
    [
      "the project asks at the depth",
      { toml: reviewer, approve: { depth: { 1: { subtask: "ask" } } } },
      "reviewer",
      1,
      "ask",
    ],
    [
      "the project asks at another depth",
      { toml: reviewer, approve: { depth: { 3: { subtask: "ask" } } } },
      "reviewer",
      1,
      "auto",
    ],
    [
      "the project asks for the role, the user not at the depth",
      { toml: deep, approve: { role: { coder: { subtask: "ask" } } } },
      "coder",
      2,
      "ask",
    ],
    [
      "the project asks for the role by a mode name",
      {
        toml: '[orchestrator.approve.role.coder]\nsubtask = "auto"',
        approve: { role: { Code: { subtask: "ask" } } },
      },
      "coder",
      1,
      "ask",
    ],
    ["the project cannot widen", { approve: { role: { coder: { subtask: "auto" } } } }, "coder", 1, "ask"],
    [
      "a person's flag just now",
      { toml: '[orchestrator.approve.role.coder]\nsubtask = "ask"', flags: { approve: ["subtask"] } },
      "coder",
      1,
      "auto",
    ],
  ])("%s", (_, sources, role, depth, answer) => {
    const settings = runSettings(effective(sources), {}, true);
    expect(approveFor(settings, "subtask", { role, depth }).subtask).toBe(answer);
  });
});

test("what a project would widen is said", () => {
  const approve = { role: { coder: { edits: "auto", commands: "ask" } }, depth: { 1: { subtask: "auto" } } };
  const { notices, approveRules } = effective({ approve });
  expect(approveRules).toEqual([{ kind: "command", role: "coder", answer: "ask" }]);
  expect(notices).toEqual([
    ".kilocode/agent-manager.json may only tighten settings; these keys have no effect: orchestrator.approve.role.coder.edits, orchestrator.approve.depth.1.subtask.",
  ]);
});

test("a role that the project names and nobody knows is said", () => {
  const { notices, approveRules } = effective({ approve: { role: { codr: { subtask: "ask" } } } });
  expect(approveRules).toEqual([]);
  expect(notices).toEqual([
    ".kilocode/agent-manager.json: orchestrator.approve.role.codr names no role and has no effect; did you mean coder?",
  ]);
});

test.each<[string, string, string]>([
  [
    "an answer",
    '[orchestrator.approve.role.coder]\nedit = "yes"',
    'config.toml:2: orchestrator.approve.role.coder.edit must be "ask" or "auto", not "yes"',
  ],
  [
    "a depth",
    '[orchestrator.approve.depth.deep]\nedit = "ask"',
    "config.toml:1: orchestrator.approve.depth.deep must be a depth from 0 (a step or a lone task) to 10",
  ],
  [
    "a kind that has no role",
    '[orchestrator.approve.role.coder]\nmerge = "auto"',
    "ok config.toml:2: orchestrator.approve.role.coder.merge is not known and has no effect",
  ],
  [
    "a role",
    '[orchestrator.approve.role.codr]\nedit = "ask"',
    "ok config.toml:1: orchestrator.approve.role.codr is not known and has no effect; did you mean orchestrator.approve.role.coder?",
  ],
  [
    "children",
    "[orchestrator.limits]\nchildren_per_task = 0",
    "config.toml:2: orchestrator.limits.children_per_task must be a whole number from 1 to 200, not 0",
  ],
  ["the router is known", '[orchestrator.models]\nrouter = "openai/gpt-4o-mini"', "ok"],
])("%s", (_, toml, expected) => {
  const read = parseConfig(toml, "config.toml", roleNames);
  const told = read.ok ? `ok ${read.value.warnings.join("\n")}`.trim() : read.failure.message;
  expect(told).toBe(expected);
});

test("children of one task", () => {
  expect(effective({}).limits.childrenPerTask).toBe(50);
  expect(effective({ toml: "[orchestrator.limits]\nchildren_per_task = 7" }).limits.childrenPerTask).toBe(7);
});
