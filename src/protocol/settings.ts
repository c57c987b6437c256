// What a run is sealed with when it starts. A resume reads it from the log and never from files again.
import type { ApprovalKind } from "./approval";
import type { Micros, Price } from "./money";
import type { SandboxSettings } from "./sandbox";
import type { SessionSettings } from "./session";

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

/** A role as plain data, so that a run is sealed with the roles it started with. */
export interface RoleDefinition {
  name: string;
  /** Mode names of the outside world that mean this role. */
  modes: string[];
  lane: Lane;
  /** System text. The same bytes for every task of the role, so that prompt caches hit. */
  system: string;
  /** Tool names, in the order the model sees them. */
  tools: string[];
  /** The tool that ends a task of this role; null where a plain answer ends it. */
  ends: "submit_plan" | "attempt_completion" | "report_verification" | null;
  /** `tests`: only what is a test by its path. */
  write: boolean | "tests";
  run: boolean;
  /** It may give its subtasks rights it does not use itself. */
  grants?: true;
  /** Default models by what the user has keys for; `role` means: that role's model. */
  defaults: { anthropic: string; openai: string } | { role: string };
  /** `reviewer`: its packet is the diff, criteria and standards, and nothing else. */
  packet?: "review";
  /** When to use it, for whoever gives work to it. */
  description?: string;
  /** Where it was read from; absent for a built-in one. */
  origin?: string;
  /** `provider/model` of its file; the user's configuration goes before it. */
  model?: string;
  temperature?: number;
  /** Upper bound of one response's tokens. */
  maxTokens?: number;
  /** Names of skills it may open. Absent: all. */
  skills?: string[];
  /** Names of tool servers whose tools it gets. Absent: none. */
  mcpServers?: string[];
}

/** The answer of a rule that is narrower than its kind; the most narrow one that fits holds. */
export interface ApproveRule {
  kind: ApprovalKind;
  /** Name of the task's role. */
  role?: string;
  /** Depth of the task in its tree: 0 for a step or a lone task. */
  depth?: number;
  answer: "ask" | "auto";
}

/** A tool server (Model Context Protocol) a run may start, after a person approved exactly this. */
export interface ToolServer {
  name: string;
  transport:
    | { kind: "stdio"; command: string; args: string[]; cwd?: string; environment: Record<string, string> }
    | { kind: "http"; url: string; headers: Record<string, string> };
  /** Path of the file it was read from. */
  origin: string;
  /** Roles that get its tools. Absent: those whose own definition names it. */
  roles?: string[];
}

/** A folder with a SKILL.md; its text is opened only when a role asks for it. */
export interface Skill {
  name: string;
  description: string;
  /** Real path of the SKILL.md. */
  path: string;
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
  /** Subtasks one task may make. Absent in logs of older versions: 50. */
  childrenPerTask?: number;
  /** Upper bound of one response's tokens. */
  maxOutputTokens: number;
}

/** Several reviewers of one change, blind to each other. */
export interface ReviewSettings {
  /** `provider/model` of each; all of them are among the run's sealed models. */
  models: string[];
  /** `majority`: more accept than reject. `veto`: one who rejects is enough. */
  rule: "majority" | "veto";
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
  /** Who carries out a review step; absent: one reviewer on the role's model. */
  review?: ReviewSettings;
  /** Roles beside the built-in ones, or in their place. */
  roles?: RoleDefinition[];
  approveRules?: ApproveRule[];
  servers?: ToolServer[];
  skills?: Skill[];
  /** What holds shell commands; absent in logs of older versions, and then nothing does. */
  sandbox?: SandboxSettings;
  /** Set for an Agent Manager session. */
  session?: SessionSettings;
}

/** Ids of the models a run was sealed with, each once. */
export function sealedModels({ models }: Pick<RunSettings, "models">): string[] {
  return [...new Set(Object.values(models).map(({ id }) => id))];
}
