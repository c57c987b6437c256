// Where a mistake in the configuration is mended, read from its own sentence.
import { expect, test } from "vitest";
import { parseProjectFile } from "../../../src/core/config/projectFile";
import { parseConfig } from "../../../src/core/config/readConfig";
import { problemPlace } from "../../../src/extension/settings/problemPlace";

const toml = "/home/me/.kilo/config.toml";

function messageOf(outcome: { ok: true } | { ok: false; failure: { message: string } }): string {
  return outcome.ok ? "" : outcome.failure.message;
}

test.each<[string, string, unknown]>([
  [
    "a value of the file",
    messageOf(parseConfig("\n[orchestrator]\nbudget_usd = -1", toml)),
    { kind: "file", path: toml, line: 3 },
  ],
  ["broken TOML", messageOf(parseConfig("a = 1\nb = ", toml)), { kind: "file", path: toml, line: 2 }],
  [
    "a file that cannot be read",
    `${toml} cannot be read (EACCES); check that it is a file of yours.`,
    { kind: "file", path: toml, line: 1 },
  ],
  [
    "the project's file",
    messageOf(parseProjectFile("{")),
    { kind: "file", path: "/project/app/.kilocode/agent-manager.json", line: 1 },
  ],
  [
    "a setting",
    'VS Code settings: kilo.orchestrator.budgetUsd must be dollars from 0.01 to 10000, not "a lot"',
    { kind: "setting", name: "kilo.orchestrator.budgetUsd", workspace: false },
  ],
  [
    "a workspace's setting",
    "VS Code workspace settings: kilo.orchestrator.maxIterations must be a whole number from 1 to 20, not 0",
    { kind: "setting", name: "kilo.orchestrator.maxIterations", workspace: true },
  ],
  ["no place", "Something else went wrong.", null],
])("%s", (_, problem, expected) => {
  expect(problem).not.toBe("");
  expect(problemPlace(problem, "/project/app")).toEqual(expected);
});
