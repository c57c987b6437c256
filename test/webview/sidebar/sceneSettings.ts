// What the scenes' run was sealed with.
import type { RunSettings } from "../../../src/protocol/settings";

export function settings(): RunSettings {
  const binding = (id: string) => ({
    id: `anthropic/${id}`,
    provider: "anthropic",
    model: id,
    api: "anthropic" as const,
    price: { kind: "free" as const },
    contextWindow: 200_000,
    maxOutput: 32_000,
  });
  return {
    capMicros: 2_500_000,
    maxIterations: 4,
    threshold: 50,
    enabled: true,
    models: {
      planner: binding("claude-opus-4-7"),
      coder: binding("claude-sonnet-4-6"),
      debugger: binding("claude-haiku-4-5"),
    },
    approve: Object.fromEntries(
      ["plan", "subtask", "completion", "command", "edit", "merge", "budget", "trust", "mcp", "question"].map(
        (kind) => [kind, "ask"],
      ),
    ) as RunSettings["approve"],
    checks: {},
    allowCommands: [],
    limits: {
      turnsPerTask: 50,
      commandWallMs: 1,
      commandIdleMs: 1,
      checkWallMs: 1,
      checkIdleMs: 1,
      tasksPerRun: 200,
      spawnDepth: 3,
      maxOutputTokens: 8192,
    },
    isolation: "workspace",
    trusted: true,
    requireVerified: false,
  };
}
