// A question that waits for a person or a rule, bound to the hash of what was shown. Answered once, used once.
import type { ApprovalSubject } from "./approvalSubject";
import type { ApprovalId, Hash, StepId, TaskId, Timestamp, ToolCallId } from "./ids";

export const approvalKinds = [
  "plan",
  "subtask",
  "completion",
  "command",
  "edit",
  "merge",
  "budget",
  "trust",
  "mcp",
  "question",
] as const;
export type ApprovalKind = (typeof approvalKinds)[number];

export interface Approval {
  id: ApprovalId;
  kind: ApprovalKind;
  /** One line for lists. */
  title: string;
  /** Everything a person needs to decide, as shown: plain text, control characters made visible by the host. */
  detail: string;
  /** The same as data, for a host that shows a card; absent in questions and in logs of older versions. */
  subject?: ApprovalSubject;
  /** SHA-256 of the exact action that is allowed (argv and folder, the plan, the diff …). */
  hash: Hash;
  task?: TaskId;
  step?: StepId;
  toolCall?: ToolCallId;
  /** For a question: answers to choose from. */
  options?: string[];
  /** No rule may answer this one, whatever the settings say. */
  mustAsk?: boolean;
}

export type ApprovalVerdict = "approved" | "rejected";
/** How far an answer reaches: this one, this kind for the rest of the run. */
export type ApprovalScope = "once" | "run";

/** Who spoke. `rule` is the sealed settings; nothing a model writes can be an origin. */
export interface Origin {
  kind: "person" | "rule" | "engine";
  /** `terminal`, `vscode`, `inbox`, or the rule's name. */
  via: string;
  pid?: number;
}

export interface ApprovalAnswer {
  verdict: ApprovalVerdict;
  scope: ApprovalScope;
  /** The reason of a rejection, or the answer to a question; it goes back to the agent. */
  comment?: string;
  /**
   * For `plan`: the plan as the person changed it. For `budget`: the new cap in micro-dollars. For `subtask`:
   * `{ message }`, the words the task shall start from. For `completion`: `{ undo: true }`, accepted with its changes undone.
   */
  edit?: unknown;
  origin: Origin;
}

export interface ApprovalView extends Approval {
  askedAt: Timestamp;
  answer?: ApprovalAnswer;
}
