// The state of one task's loop, and the three things it can say: words to the model, an end, a failure.
import type { Fact } from "../../protocol/event";
import { type Failure, FailureError, failure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import type { AssistantToolCall, ToolDefinition } from "../../protocol/message";
import type { ModelBinding } from "../../protocol/settings";
import type { TaskResult, TaskView } from "../../protocol/task";
import type { LoopGuard } from "./loopGuard";
import type { TaskHost } from "./taskHost";
import type { Transcript } from "./transcript";

export type TaskEnd =
  | { kind: "done"; result: TaskResult }
  | { kind: "failed"; failure: Failure }
  | { kind: "paused"; reason: "cap" | "provider" | "person"; failure: Failure };

/** What has gone wrong in a row; a good turn clears it. */
export interface Strikes {
  unusable: number;
  nudges: number;
  cutCalls: number;
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
  loop.host.emit(...facts, { type: "task.ended", task: loop.task.task, status: "done", result });
  return { kind: "done", result };
}

export function fail(loop: Loop, cause: Failure): TaskEnd {
  loop.host.emit({ type: "task.ended", task: loop.task.task, status: "failed", failure: cause });
  return { kind: "failed", failure: cause };
}
