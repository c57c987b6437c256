// One agent in one role with its own conversation: the node of a run's tree.
import type { StepId, TaskId, Timestamp, TurnId } from "./ids";
import type { Micros, Usage } from "./money";
import type { Lane } from "./settings";

/** Why a task exists; what the scheduler does when it ends depends on it. */
export type TaskPurpose = "plan" | "step" | "single" | "chat" | "debug" | "fix" | "subtask" | "report";

export type TaskStatus = "waiting" | "running" | "paused" | "done" | "failed" | "cancelled";

/** What a task may do; a child's is the intersection of its role's and its parent's. */
export interface Rights {
  /** Tool names. */
  tools: string[];
  write: boolean;
  /** Set where only tests may be written, as their paths tell. */
  testsOnly?: true;
  run: boolean;
}

export interface NewTask {
  task: TaskId;
  purpose: TaskPurpose;
  role: string;
  lane: Lane;
  /** `provider/model` the task starts with. */
  model: string;
  title: string;
  parent: TaskId | null;
  depth: number;
  /** Absolute folder the task works in. */
  root: string;
  step: StepId | null;
  iteration: number;
  purse: string;
  rights: Rights;
  /** The tool call or step the task was made from, so that a second spawn finds the first. */
  origin: string;
}

export interface TaskResult {
  /** What goes up to the parent or the next step; text for a person. */
  text: string;
  /** Typed part, by the ending tool: a plan, a debugger's report. */
  data?: unknown;
}

export interface TaskView extends NewTask {
  status: TaskStatus;
  createdAt: Timestamp;
  startedAt?: Timestamp;
  endedAt?: Timestamp;
  turns: number;
  lastTurn?: TurnId;
  usage: Usage;
  micros: Micros;
  toolCalls: number;
  result?: TaskResult;
  failure?: import("./failure").Failure;
}

/** The debugger's typed ending. */
export interface DebugReport {
  /** `patched`: edited itself; `fix-order`: a coder shall; `checked`: criteria looked at; `stuck`: cannot. */
  verdict: "patched" | "fix-order" | "checked" | "stuck";
  summary: string;
  /** For `fix-order`: what the coder shall do. */
  order?: string;
  /** Told by the engine, never by the model: the task left files changed. */
  changed?: boolean;
  /** Criteria looked at, with the evidence. */
  criteria: { text: string; met: boolean; evidence: string }[];
}
