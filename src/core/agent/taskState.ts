// The state of one task's loop, and the three things it can say: words to the model, an end, a failure.
import type { Fact } from "../../protocol/event";
import { type Failure, FailureError, failure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import type { AssistantToolCall, ToolDefinition } from "../../protocol/message";
import type { ModelBinding } from "../../protocol/settings";
import type { TaskResult, TaskView } from "../../protocol/task";
import { endReasonOf } from "./endReason";
import type { LoopGuard } from "./loopGuard";
import type { TaskHost } from "./taskHost";
import type { Transcript } from "./transcript";

export type TaskEnd =
  | { kind: "done"; result: TaskResult }
  | { kind: "failed"; failure: Failure }
  /** It asked its parent and rests until that answers. */
  | { kind: "asking"; question: string }
  | { kind: "paused"; reason: "cap" | "provider" | "person"; failure: Failure };

/** A task that others wait for cannot go on now, so neither can they. */
export class TaskPaused extends Error {
  constructor(readonly end: Extract<TaskEnd, { kind: "paused" }>) {
    super(end.failure.message);
  }
}

/** What has gone wrong in a row; a good turn clears it. */
export interface Strikes {
  unusable: number;
  /** The last turn that counted as unusable. */
  lastUnusable: string | null;
  nudges: number;
  cutCalls: number;
  /** Texts in a row that the output limit cut off. */
  cutTexts: number;
  pauses: number;
  condensed: number;
}

export interface Loop {
  host: TaskHost;
  task: TaskView;
  transcript: Transcript;
  prompt: FixedPrompt;
  strikes: Strikes;
  guard: LoopGuard;
  /** Tokens the last request took and gave, once a provider has told them. */
  lastTokens: number | null;
  wantedOutput: number;
  /** The last answer was cut because money was short: it is asked for again only with the full limit. */
  cutByMoney: boolean;
  /** Calls of the last answer as the model sent them; the log has them without secrets. */
  rawCalls: Map<string, AssistantToolCall>;
  /** Checks and exit codes this task has seen. */
  testStates: Set<string>;
  signal: AbortSignal;
}

/** What is the same in every request of a task: made once, so that its bytes are too. */
export interface FixedPrompt {
  system: string;
  tools: ToolDefinition[];
  temperature?: number;
  bytes: number;
  /** Where both are kept beside the log; made with the first request. */
  kept?: { system: Hash; tools: Hash };
}

/** The sealed binding of a task's model. */
export function bindingOf(host: TaskHost, task: TaskView): ModelBinding {
  const binding = Object.values(host.view().settings.models).find((candidate) => candidate.id === task.model);
  if (!binding)
    throw new FailureError(failure("model-missing", `The run was not started with the model ${task.model}.`));
  return binding;
}

/** Words of the engine to the model. */
export function say(loop: Loop, text: string): null {
  const { host, task } = loop;
  host.emit({ type: "message.added", task: task.task, turn: null, message: { role: "user", text } });
  return null;
}

export function finish(loop: Loop, result: TaskResult, facts: Fact[] = []): TaskEnd {
  const { host, task } = loop;
  // Whoever waits for a subtask makes its end durable with the request that tells of it.
  const emit = task.parent === null ? host.emit : host.emitUnsynced;
  emit(...facts, { type: "task.ended", task: task.task, status: "done", result, reason: "done" });
  return { kind: "done", result };
}

export function fail(loop: Loop, cause: Failure): TaskEnd {
  const reason = endReasonOf(cause);
  loop.host.emit({ type: "task.ended", task: loop.task.task, status: "failed", failure: cause, reason });
  return { kind: "failed", failure: cause };
}
