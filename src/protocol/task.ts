// One agent in one role with its own conversation: the node of a run's tree.
import type { FailureCode } from "./failure";
import type { Hash, StepId, TaskId, Timestamp, TurnId } from "./ids";
import type { Micros, Usage } from "./money";
import type { Lane } from "./settings";

/** Why a task exists; what the scheduler does when it ends depends on it. */
export type TaskPurpose =
  | "plan"
  | "step"
  | "single"
  | "chat"
  | "debug"
  | "fix"
  | "subtask"
  | "report"
  /** Judges what a session merged, before a person is asked. */
  | "review"
  /** Asks the router model which way the prompt goes, where the rules are unsure. */
  | "route";

export type TaskStatus = "waiting" | "running" | "paused" | "done" | "failed" | "cancelled";

/** What a task may do; a child's is the intersection of its role's and its parent's. */
export interface Rights {
  /** Tool names. */
  tools: string[];
  write: boolean;
  /** Set where only tests may be written, as their paths tell. */
  testsOnly?: true;
  /** Relative folder; nothing outside it may be written. */
  writeIn?: string;
  run: boolean;
  /** What its subtasks may have at most, where that is not what it may do itself: an orchestrator that writes nothing. */
  grant?: Grant;
}

/** Upper bound of rights. `all` tools: those the child's own role has. */
export interface Grant {
  tools: string[] | "all";
  write: boolean;
  testsOnly?: true;
  run: boolean;
}

/**
 * Why a task ended, in the closed list a parent is told: exactly one of them goes up with every subtask.
 * `rejected`: a person did not let it begin; `contract`: its result broke what it was asked for twice; `crash`: the engine failed in it.
 */
export const endReasons = [
  "done",
  "rejected",
  "cancelled",
  "cap",
  "crash",
  "provider",
  "stuck",
  "contract",
  "limit",
  "failed",
] as const;
export type EndReason = (typeof endReasons)[number];

/** Another role goes on with an explicit packet where this task ended. */
export interface HandOff {
  role: string;
  message: string;
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
  /** JSON Schema the `data` of its result must fit. */
  resultSchema?: Record<string, unknown>;
  /** Artifacts its packet shows, by the version it shows; an empty hash is one that came too late for it. */
  artifacts?: { name: string; hash: Hash }[];
}

export interface TaskResult {
  /** What goes up to the parent or the next step; text for a person. */
  text: string;
  /** Typed part, by the ending tool: a plan, a debugger's report. */
  data?: unknown;
  /** Set where the task was handed off: its heir, the task of origin `handoff:<task>`, brings the result. */
  handOff?: HandOff;
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
  endReason?: EndReason;
  /** Checks of the project it ran itself, each with its last exit code. */
  checks?: { command: string; exitCode: number }[];
  /** A question to its parent that has no answer yet; the task rests until it has. */
  asking?: { toolCall: string; question: string; at: Timestamp };
  /** A person wants it paused at its next safe point. */
  pauseWanted?: true;
  /** Set while it is paused: when that began. */
  restsSince?: Timestamp;
  /** Why its provider serves it no more, while it rests for that and others go on. */
  unserved?: string;
  /** Set once an attempt at a request failed, until the last one ended: when the next is due, which failed, and why. */
  retry?: { at: Timestamp; dueAt: Timestamp; message: string; attempt: number; code: FailureCode };
  /** A person, or its parent, wants it ended. */
  cancelWanted?: string;
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

/** What became of a review step: the engine's count of its reviewers' votes. */
export interface ReviewReport {
  accepted: boolean;
  votes: {
    task: TaskId;
    model: string;
    /** `none`: it ended without a result, or with neither word in it. */
    vote: "accept" | "reject" | "none";
  }[];
}
