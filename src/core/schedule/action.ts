// What the scheduler can decide to do next. Plain data: deciding is pure, performing is elsewhere.
import type { FactOf } from "../../protocol/event";
import type { TaskPurpose, TaskResult } from "../../protocol/task";

export interface TaskSpec {
  purpose: TaskPurpose;
  role: string;
  title: string;
  step: string | null;
  iteration: number;
  /** What the task is made from; the same origin is never made twice. */
  origin: string;
  /** Uses the configured escalation model, where that is a model. */
  escalated?: true;
  /** The words of a hand-off, its packet. */
  message?: string;
  /** One of the run's sealed models, chosen by a person; else the role's own. */
  model?: string;
}

export type Action =
  | ({ kind: "route" } & Omit<FactOf<"run.routed">, "type">)
  | { kind: "makeWorktree" }
  | { kind: "createTask"; spec: TaskSpec }
  | { kind: "runTask"; task: string }
  | { kind: "findChecks" }
  | { kind: "measureBaseline" }
  | { kind: "startStep"; step: string }
  | {
      kind: "settleStep";
      step: string;
      status: "done" | "failed" | "dropped";
      evidence: string;
      result?: TaskResult;
    }
  | { kind: "startIteration"; iteration: number; by: FactOf<"iteration.started">["by"]; reason: string }
  | { kind: "verify"; iteration: number }
  | {
      kind: "loseProgress";
      iteration: number;
      reason: string;
      next: "escalate" | "replan" | "stop";
      best: number | null;
    }
  /** Of a session: the commit all agents start from, and the tree in which their work comes together. */
  | { kind: "baseSession" }
  | { kind: "acceptDeclared" }
  /** Its tree gets its files. */
  | { kind: "fillAgent"; agent: string }
  | { kind: "finishAgent"; step: string }
  /** Nothing is left to merge: a person says what becomes of the session. */
  | { kind: "askNothing" }
  | {
      kind: "reopenAgent";
      agent: string;
      reason: "changes" | "stale" | "recreate" | "resolved";
      message: string;
    }
  | { kind: "integrate"; round: number }
  | { kind: "openPullRequest" }
  | { kind: "applyResult" }
  | { kind: "end"; outcome: "done" | "failed" | "cancelled" | "conflicts"; why: string };

/** Two actions with one key are the same action: it is never in flight twice. */
export function actionKey(action: Action): string {
  switch (action.kind) {
    case "createTask":
      return `createTask:${action.spec.origin}`;
    case "runTask":
      return `runTask:${action.task}`;
    case "startStep":
    case "settleStep":
    case "finishAgent":
      return `step:${action.step}`;
    case "fillAgent":
      return `fill:${action.agent}`;
    case "reopenAgent":
      return `reopen:${action.agent}`;
    default:
      return action.kind;
  }
}
