// What a run is sealed with when it starts. A resume reads it from the log and never from files again.
import type { ApprovalKind } from "./approval";
import type { Micros, Price } from "./money";

/** Which of the three trace columns a role belongs to. */
export const lanes = ["planner", "coder", "debugger"] as const;
export type Lane = (typeof lanes)[number];

export type ProviderApi = "anthropic" | "openai-responses" | "openai-chat" | "vscode";

/** A role's model with all that is needed to call it, but never its key. */
export interface ModelBinding {
  /** `anthropic/claude-sonnet-4-6`, as the user writes it. */
  id: string;
  /** The provider's name: `anthropic`, `openai`, or one from `[providers.<name>]`. */
  provider: string;
  /** What is sent to the provider. */
  model: string;
  api: ProviderApi;
  /** Absent for the SDK's own endpoint. */
  baseUrl?: string;
  /** Name of the environment variable (or credentials entry) with the key; absent for keyless local servers. */
  keyName?: string;
  price: Price;
  /** Tokens of input and output together. */
  contextWindow: number;
  maxOutput: number;
}

export interface RunLimits {
  turnsPerTask: number;
  /** Milliseconds. */
  commandWallMs: number;
  commandIdleMs: number;
  checkWallMs: number;
  checkIdleMs: number;
  tasksPerRun: number;
  spawnDepth: number;
  /** Upper bound of one response's tokens. */
  maxOutputTokens: number;
}

export interface RunSettings {
  capMicros: Micros;
  maxIterations: number;
  threshold: number;
  enabled: boolean;
  /** By role name. */
  models: Record<string, ModelBinding>;
  approve: Record<ApprovalKind, "ask" | "auto">;
  /** Check overrides from the configuration: id → command; an empty command removes the check. */
  checks: Record<string, string>;
  /** Exact shell commands that run without asking, beside the built-in ones. */
  allowCommands: string[];
  limits: RunLimits;
  isolation: "workspace" | "worktree";
  trusted: boolean;
  /** Success without checks counts as a failure. */
  requireVerified: boolean;
  /** Model or role that is tried when there is no progress; absent where none is configured. */
  escalation?: string;
}

/** Ids of the models a run was sealed with, each once. */
export function sealedModels({ models }: Pick<RunSettings, "models">): string[] {
  return [...new Set(Object.values(models).map(({ id }) => id))];
}
