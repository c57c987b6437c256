// The view of a run: a fold of its log. Figures and blob names, never message text. Plain JSON all through.
import type { ApprovalView } from "./approval";
import type { Check, CheckReceipt, Verification } from "./check";
import type { FactOf, FileEffect } from "./event";
import type { CheckpointId, Hash, StepId, Timestamp } from "./ids";
import type { Micros, Purse, Usage } from "./money";
import type { Plan, PlanStep } from "./plan";
import type { SessionView } from "./session";
import type { RunSettings } from "./settings";
import type { TaskResult, TaskView } from "./task";

export type RunStatus = "running" | "paused" | "ended";

export interface StepView extends PlanStep {
  status: "waiting" | "running" | "done" | "failed" | "dropped";
  task?: string;
  evidence?: string;
  result?: TaskResult;
}

export interface CheckpointView {
  id: CheckpointId;
  tree: Hash;
  ref: string | null;
  label: string;
  step: StepId | null;
  iteration: number;
  at: Timestamp;
}

/** What the run made of one path: the bytes before its first effect and after its last. */
export interface FileView {
  path: string;
  before: Hash | null;
  after: Hash | null;
}

/** Spending of one role on one model. */
export interface SpendView {
  role: string;
  model: string;
  calls: number;
  usage: Usage;
  micros: Micros;
}

export interface OpenModelCall extends Omit<FactOf<"model.called">, "type"> {
  at: Timestamp;
}
export interface OpenToolCall {
  toolCall: string;
  task: string;
  turn: string;
  callId: string;
  name: string;
  effect: FactOf<"toolCall.intended">["effect"];
  targets: string[];
  writes: FileEffect[];
  at: Timestamp;
}

export interface ArtifactView {
  hash: Hash;
  bytes: number;
  step: StepId | null;
  task: string;
  /** `openapi`, `junit` …, and one line for people; set in sessions. */
  kind?: string;
  summary?: string;
}

export interface RunView {
  run: string;
  prompt: string;
  prefix: "orchestrate" | "single" | null;
  chosenRole: string | null;
  folder: string;
  root: string;
  settings: RunSettings;
  notices: string[];
  status: RunStatus;
  /** Set while paused. */
  pause: { reason: FactOf<"run.paused">["reason"]; message: string } | null;
  stopRequested: boolean;
  outcome: FactOf<"run.ended">["outcome"] | null;
  verified: boolean;
  summary: string;
  route: Omit<FactOf<"run.routed">, "type"> | null;
  plan: Plan | null;
  /** How many plans were accepted; 2 after the one re-plan. */
  plans: number;
  /** Steps of all accepted plans, in order. */
  steps: StepView[];
  tasks: Record<string, TaskView>;
  taskOrder: string[];
  approvals: Record<string, ApprovalView>;
  /** Approval kinds a person allowed for the rest of the run. */
  allowedForRun: string[];
  purses: Record<string, Purse>;
  spend: SpendView[];
  iteration: number;
  /** What began this iteration. */
  iterationBy: FactOf<"iteration.started">["by"];
  checks: Check[] | null;
  skippedChecks: string[];
  baseline: CheckReceipt[] | null;
  verifications: Verification[];
  lostProgress: Omit<FactOf<"progress.lost">, "type">[];
  checkpoints: CheckpointView[];
  files: Record<string, FileView>;
  openModelCalls: Record<string, OpenModelCall>;
  openToolCalls: Record<string, OpenToolCall>;
  retries: number;
  /** Models that sent more output than they were asked for; no purse can cap them. */
  refusedModels: string[];
  /** What was to be made, so that a second try makes the same. */
  worktreeIntent: { path: string; branch: string; base: string } | null;
  worktree: { path: string; branch: string; base: string } | null;
  applied: { written: string[]; conflicts: { path: string; why: string }[] } | null;
  undone: boolean;
  /** Named outputs that tasks share, the newest of each name. */
  artifacts: Record<string, ArtifactView>;
  /** Tool servers this run started. */
  servers: Record<string, { tools: number; stopped: string | null }>;
  /** Null where the run is no Agent Manager session. */
  session: SessionView | null;
  startedAt: Timestamp;
  endedAt: Timestamp | null;
  /** The last folded event's stamp. */
  seq: number;
  epoch: number;
  at: Timestamp;
}
