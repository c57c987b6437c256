// What an agent's loop is handed. The agent knows no log, no scheduler and no host: it emits facts,
// waits for decisions and calls a model, and everything else is someone else's.
import type { Approval, ApprovalAnswer } from "../../protocol/approval";
import type { Fact, FileEffect, LiveEvent } from "../../protocol/event";
import type { Failure, Result } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import type { Micros } from "../../protocol/money";
import type { RunView } from "../../protocol/run";
import type { ModelBinding } from "../../protocol/settings";
import type { TaskResult, TaskView } from "../../protocol/task";
import type { AskedFor } from "../policy/approveRule";
import type { Ports } from "../ports";
import type { PrefixLead } from "../providers/prefixLead";
import type { Provider } from "../providers/provider";
import type { Role } from "../roles/role";
import type { Tool, ToolContext } from "../tools/tool";

/** The part of the ledger a turn needs. */
export interface Money {
  reserve(id: string, purse: string, worst: Micros): Result<void>;
  settle(id: string, actual: Micros): void;
  left(purse: string): Micros;
}

/** What the engine says when a task wants to end. */
export type Ending =
  /** Back to the model, as the call's answer. */
  | { kind: "refused"; text: string }
  /** The task fails with it: it was sent back before. */
  | { kind: "failed"; failure: Failure }
  /** A person or a rule decides first. */
  | {
      kind: "asks";
      approval: Approval;
      accept(answer: ApprovalAnswer): Promise<{ facts: Fact[]; result: TaskResult }>;
    }
  | { kind: "accepted"; facts: Fact[]; result: TaskResult };

/** The answer to a call that the engine carried out. */
export interface EngineAnswer {
  /** For the model. */
  text: string;
  /** One line for a person. */
  note: string;
  isError?: boolean;
  changedFiles?: boolean;
  /** Go into the log together with the settlement. */
  facts?: Fact[];
  /** The call stays open: the task rests until somebody else settles it. `text` is its question. */
  rests?: true;
}

/** What the engine says to a call that only it can carry out. */
export type EngineCall =
  /** Back to the model, as the call's answer. */
  | { kind: "refused"; text: string }
  | {
      kind: "ready";
      /** Asked for first; null where there is nothing to ask. */
      approval: Approval | null;
      /** The task that rules about it look at, where that is not the one that asks. */
      about?: AskedFor;
      /** Why it is done, for the log. */
      reason: string;
      /**
       * What begins with the intent: made ready first, then told in the moment it is appended, so that ids and limits are
       * those of that moment. Not called where the intent is in the log already.
       */
      begin(answer: ApprovalAnswer | null): Promise<() => Fact[]>;
      /** The work to its end; rejects when the run or the task is stopped. */
      finish(signal: AbortSignal): Promise<EngineAnswer>;
    };

export interface TaskHost {
  ports: Ports;
  view(): RunView;
  /** Durable when it returns. */
  emit(...facts: Fact[]): void;
  /** Durable with the next `emit`: for facts of a read, which is simply done again where they are lost. */
  emitUnsynced(...facts: Fact[]): void;
  /** Resolves when all that was emitted so far is on disk: several that ask in the same moment share one sync. */
  synced(): Promise<void> | null;
  /** Told of every fact that is appended, whoever appends it; returns the unsubscriber. */
  onFact(listener: (fact: Fact) => void): () => void;
  live(event: LiveEvent): void;
  /** @param durable false for what no fact depends on, such as a wire body. */
  putBlob(text: string | Uint8Array, durable?: boolean): Hash;
  getBlob(hash: Hash): Uint8Array;
  /** Resolves when a person or a rule has answered; rejects when the run is paused or stopped. */
  decided(approval: string): Promise<ApprovalAnswer>;
  money: Money;
  /** Asks for more money where there is a person; resolves true when the cap was raised. */
  askForMoney(task: TaskView, missing: Micros): Promise<boolean>;
  provider(binding: ModelBinding): Provider;
  /** A request of a task is on its way: what would have delayed it may go on now. */
  requestSent(task: TaskView): void;
  /** Waits while another caller on the same key was told to slow down; tells others to wait. */
  limiter: {
    ready(binding: ModelBinding, signal: AbortSignal): Promise<void>;
    slowDown(binding: ModelBinding, ms: number): void;
    /** Waits a little where a sibling with the same long prompt goes first, so that the provider's cache holds it. */
    lead: PrefixLead;
  };
  role(name: string): Role;
  tool(name: string): Tool | undefined;
  toolContext(task: TaskView, signal: AbortSignal): Omit<ToolContext, "seen" | "live">;
  /** Waits until the folder of a task has its files; why it never will, or null. Rejects when the task is stopped. */
  treeReady(task: TaskView, signal: AbortSignal): Promise<Failure | null>;
  /** Taken before the first effect of a step or round, so that undo can reach back. */
  beforeEffect(task: TaskView): Promise<Failure | null>;
  /** Runs a shell command's work and tells which files it changed. */
  observeFiles<Value>(
    task: TaskView,
    work: () => Promise<Value>,
  ): Promise<{ value: Value; touched: FileEffect[] }>;
  engineCall(task: TaskView, tool: string, input: unknown, toolCall: string): Promise<EngineCall>;
  /** Rests where a person wants so, until they let it go on; rejects when the run or the task is stopped. */
  safePoint(task: TaskView, signal: AbortSignal): Promise<void>;
  /** Brings up what the task's tools need, such as its tool servers; whether there are more tools now. */
  prepareTools(task: TaskView): Promise<boolean>;
  /** Says that one task's work goes on in several branches at once; called again as each of them ends. */
  branch(count: number): () => void;
  /** Tasks that are being made now, and will soon ask for money beside those that are there. */
  beingMade(): number;
  ending(task: TaskView, tool: string, input: unknown, toolCall: string): Promise<Ending>;
  /** Raw tree or failing set of the newest state: tells the loop guard about progress. */
  redactText(text: string): string;
  /** The same value without secrets; parts a provider marked opaque stay as they are. */
  redactDeep<T>(value: T): T;
}
