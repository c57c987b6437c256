// What of VS Code's settings counts: what somebody set, never a default of the manifest.
import { expect, test } from "vitest";
import { type Inspected, layerOf } from "../../../src/extension/settings/layerOf";

function layer(settings: Record<string, Partial<Inspected & { defaultValue: unknown }>>) {
  const outcome = layerOf((name) => settings[name] as Inspected | undefined);
  return outcome.ok ? outcome.value : outcome.failure.message;
}

test("defaults do not count", () => {
  expect(layer({ "orchestrator.budgetUsd": { defaultValue: 2.5 } })).toMatchObject({ user: {} });
});

test("what the user set counts, with its name", () => {
  const found = layer({ "orchestrator.budgetUsd": { defaultValue: 2.5, globalValue: 2.5 } });
  expect(found).toMatchObject({ user: { orchestrator: { budget_usd: 2.5 } } });
  expect(typeof found === "string" ? "" : found.origins.get("orchestrator.budget_usd")).toBe(
    "VS Code settings (kilo.orchestrator.budgetUsd)",
  );
});

test("of workspace and folder the stricter counts", () => {
  expect(
    layer({
      "orchestrator.maxIterations": { workspaceValue: 3, workspaceFolderValue: 2 },
      "orchestrator.approve.edit": { workspaceValue: "ask", workspaceFolderValue: "auto" },
    }),
  ).toMatchObject({ workspace: { maxIterations: 2, ask: ["edit"], auto: [] } });
});

test("a workspace cannot name models or commands", () => {
  expect(
    layer({
      "orchestrator.models.coder": { workspaceValue: "evil/model" },
      "commands.allow": { workspaceValue: ["evil"], workspaceFolderValue: ["evil"] },
    }),
  ).toMatchObject({ user: {}, workspace: { budgetUsd: null, maxIterations: null, ask: [], auto: [] } });
});

test("a mistake is told with the setting's name", () => {
  expect(layer({ "orchestrator.isolation": { globalValue: "moon" } })).toBe(
    'VS Code settings: kilo.orchestrator.isolation must be "workspace" or "worktree", not "moon"',
  );
});
