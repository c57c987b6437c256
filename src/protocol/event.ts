// Facts: what happened, durable, past tense, never renamed once released. Every effect is a pair of facts:
// an intent before and a settlement after. Live events are deltas that are shown and never stored.
import type { Approval, ApprovalAnswer, Origin } from "./approval";
import type { RunCommand } from "./command";
import type { CheckFact, FileEffect, TreeFact } from "./evidenceFacts";
import type { Failure } from "./failure";
import type { Hash, ModelCallId, StepId, TaskId, Timestamp, ToolCallId, TurnId } from "./ids";
import type { Body, Message, StopReason } from "./message";
import type { Micros, Usage } from "./money";
import type { Plan } from "./plan";
import type { SessionFact } from "./sessionFacts";
import type { Lane, RunSettings } from "./settings";
import type { EndReason, NewTask, Rights, TaskResult } from "./task";

export type { FileEffect } from "./evidenceFacts";

export interface RunStarted {
  type: "run.started";
  run: string;
  prompt: string;
  /** What the prefix, flag or picker asked for. */
  prefix: "orchestrate" | "single" | null;
  chosenRole: string | null;
  /** The user's folder (real path). */
  folder: string;
  /** The folder tasks work in: `folder`, or the run's worktree. */
  root: string;
  settings: RunSettings;
  /** Said once at the start: how models were chosen, what is not covered. */
  notices: string[];
  product: string;
  origin: Origin;
}

type RunFact =
  | RunStarted
  | {
      type: "run.routed";
      decision: "orchestrate" | "single" | "chat";
      estimatedLines: number;
      reasons: string[];
      forced: string | null;
    }
  | {
      type: "run.paused";
      reason: "person" | "cap" | "provider" | "approval" | "host" | "storage";
      message: string;
    }
  | { type: "run.resumed"; origin: Origin }
  | { type: "run.stopRequested"; origin: Origin }
  | {
      type: "run.ended";
      outcome: "done" | "failed" | "cancelled" | "conflicts";
      verified: boolean;
      summary: string;
      report: Body;
    }
  | {
      type: "run.undone";
      to: StepId | null;
      restored: FileEffect[];
      kept: { path: string; why: string }[];
      origin: Origin;
    }
  | { type: "writer.changed"; epoch: number; pid: number; host: string }
  | { type: "notice.given"; text: string }
  /** A command that another process left in the inbox was not taken: the answer to whoever waits there. */
  | { type: "command.refused"; id: string; command: RunCommand["type"]; failure: Failure; origin: Origin }
  | { type: "budget.raised"; from: Micros; to: Micros; origin: Origin }
  | { type: "purse.opened"; purse: string; parent: string | null; cap: Micros }
  | { type: "timer.set"; timer: string; dueAt: Timestamp; reason: string }
  | { type: "timer.fired"; timer: string };

type PlanFact =
  | { type: "plan.submitted"; task: TaskId; plan: Plan }
  | { type: "plan.accepted"; plan: Plan; changed: boolean; replan: boolean }
  | { type: "plan.updated"; plan: Plan; reason: string; task: TaskId }
  | {
      type: "step.settled";
      step: StepId;
      status: "done" | "failed" | "dropped";
      evidence: string;
      result?: TaskResult;
    }
  /** A tool server of this run answered its first request, or is gone; `tools` names the blob of its definitions. */
  | { type: "server.started"; server: string; tools: Hash; count: number }
  | { type: "server.stopped"; server: string; why: string }
  | {
      type: "artifact.published";
      /** Of an agent of a session: `<agent>/<name>`. */
      name: string;
      hash: Hash;
      body: Body;
      step: StepId | null;
      task: TaskId;
      /** What the engine's look at it came to; set in sessions. */
      kind?: string;
      summary?: string;
    };

type TaskFact =
  /** The packet is the conversation's first message; it is stored only here. */
  | ({ type: "task.created"; packet: Body } & NewTask)
  | { type: "task.started"; task: TaskId }
  | {
      type: "task.ended";
      task: TaskId;
      status: "done" | "failed" | "cancelled";
      result?: TaskResult;
      failure?: Failure;
      reason?: EndReason;
    }
  /** Rests: for its subtasks, for an answer of its parent, because a person wants so, or, with `failure`, because its model is out of reach. */
  | { type: "task.paused"; task: TaskId; reason: string; failure?: Failure }
  | { type: "task.resumed"; task: TaskId; origin: Origin }
  | { type: "task.pauseRequested"; task: TaskId; origin: Origin }
  | { type: "task.cancelRequested"; task: TaskId; message: string; origin: Origin }
  /** The conversation goes back to where this turn began; what it did to files stays. */
  | { type: "task.restarted"; task: TaskId; turn: TurnId; origin: Origin }
  /** A question to the parent; the call that asked is settled with the answer. */
  | { type: "task.asked"; task: TaskId; toolCall: ToolCallId; question: string }
  /** `by` is the parent task that answered, null for a person. */
  | { type: "task.answered"; task: TaskId; toolCall: ToolCallId; answer: string; by: TaskId | null }
  | { type: "task.steered"; task: TaskId; message: string; origin: Origin }
  /** The conversation is its packet, the summary, and its last `kept` messages (none where it is absent). */
  | { type: "task.condensed"; task: TaskId; upToSeq: number; summary: Body; kept?: number }
  | {
      type: "task.roleSwitched";
      task: TaskId;
      from: string;
      to: string;
      lane?: Lane;
      model: string;
      rights: Rights;
    };

type TurnFact =
  /** A message of the person or the engine, or the model's answer. Tool results are in `toolCall.settled`. */
  | {
      type: "message.added";
      task: TaskId;
      turn: TurnId | null;
      message: Message | { role: "assistant"; blob: Hash; bytes: number; head: string };
    }
  /** Names the blobs that, with the task's messages so far, are the exact prompt; the hash covers all but parameters. */
  | {
      type: "turn.started";
      task: TaskId;
      turn: TurnId;
      system: Hash;
      tools: Hash;
      params: Hash;
      messages: number;
      promptHash: Hash;
      model: string;
    }
  /** Intent of one request, with its reservation. */
  | {
      type: "model.called";
      modelCall: ModelCallId;
      task: TaskId;
      turn: TurnId;
      attempt: number;
      purse: string;
      reserved: Micros;
      inputBound: number;
      maxTokens: number;
    }
  | {
      type: "model.settled";
      modelCall: ModelCallId;
      usage: Usage | null;
      micros: Micros;
      /** The model that says it answered. */
      answeredBy: string | null;
      stop: StopReason | null;
      failure?: Failure;
      /** Milliseconds from the request to the first part and to the end. */
      firstMs: number | null;
      ms: number;
      /** The request's body as sent, and the provider's own usage object. */
      wire: Hash | null;
      raw?: unknown;
    }
  | { type: "turn.retried"; turn: TurnId; attempt: number; waitMs: number; failure: Failure }
  | { type: "turn.ended"; task: TaskId; turn: TurnId; stop: StopReason; toolCalls: number };

/** `read` and `check` may be repeated after a crash; `write` is told by hashes; `command` asks; `ending` and `engine` are the engine's: found again by what they made. */
export type EffectClass = "read" | "write" | "check" | "command" | "ending" | "engine";

type ToolCallFact =
  | {
      type: "toolCall.intended";
      toolCall: ToolCallId;
      task: TaskId;
      turn: TurnId;
      /** The provider's id of the call. */
      callId: string;
      name: string;
      input: Body;
      effect: EffectClass;
      /** Resolved targets: real paths relative to the root, or the effective shell command. */
      targets: string[];
      verdict: "allow" | "ask" | "deny";
      reason: string;
      approvalHash: Hash | null;
      writes: FileEffect[];
    }
  | {
      type: "toolCall.settled";
      toolCall: ToolCallId;
      task: TaskId;
      turn: TurnId;
      callId: string;
      name: string;
      outcome: "ok" | "error" | "rejected" | "interrupted";
      /** What the model is told. */
      output: Body;
      /** One line for a person: `+18 −4`, `exit 1 · 3.2 s`. */
      note: string;
      /** What it changed, beyond the intent's own writes: files a command touched. */
      touched: FileEffect[];
      /** Raw hashes of files the model has now seen. */
      seen: { path: string; hash: Hash }[];
      /** Whole output on disk, read back by `read_output`. */
      full: Hash | null;
      exitCode: number | null;
      ms: number;
    };

type ApprovalFact =
  | { type: "approval.asked"; approval: Approval }
  | { type: "approval.given"; approval: string; hash: Hash; answer: ApprovalAnswer };

export type Fact =
  | RunFact
  | PlanFact
  | TaskFact
  | TurnFact
  | ToolCallFact
  | ApprovalFact
  | CheckFact
  | TreeFact
  | SessionFact;
export type FactType = Fact["type"];
export type FactOf<Type extends FactType> = Extract<Fact, { type: Type }>;

/** How each fact of a group changes a view; a group that forgets one does not compile. */
export type FoldTable<Type extends FactType> = {
  [One in Type]: (view: import("./run").RunView, fact: FactOf<One>, at: Timestamp) => void;
};

/** A stored line: the stamp and its fact. */
export interface RunEvent {
  /** Version of the line's form. */
  v: 1;
  /** From 1, without gaps. */
  seq: number;
  /** Raised at every take-over of the writer's lock. */
  epoch: number;
  at: Timestamp;
  fact: Fact;
}

/** Shown while it happens, never stored; may be lost. The durable fact that follows makes it whole. */
export type LiveEvent =
  | { type: "live.text"; task: TaskId; turn: TurnId; text: string; thinking: boolean }
  | { type: "live.toolCall"; task: TaskId; turn: TurnId; name: string; bytes: number }
  | { type: "live.output"; task: TaskId; toolCall: ToolCallId | null; check: string | null; text: string }
  | { type: "live.waiting"; approvals: string[] };
