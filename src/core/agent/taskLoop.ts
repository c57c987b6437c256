// Turns until the ending tool, a failure, a pause or the limits. It reads its state from the transcript alone,
// so a task that was cut off anywhere goes on from its facts.

import type { Fact } from "../../protocol/event";
import { type Failure, FailureError, failure, toFailure } from "../../protocol/failure";
import { type Message, type ToolDefinition, textOf } from "../../protocol/message";
import type { TaskResult, TaskView } from "../../protocol/task";
import { firstInputBound, nextInputBound } from "../budget/inputBound";
import { toolDefinition } from "../tools/toolDefinition";
import { condense } from "./condense";
import { createLoopGuard } from "./loopGuard";
import type { TaskHost } from "./taskHost";
import { runToolCall } from "./toolCall";
import { type PendingCalls, Transcript } from "./transcript";
import { runTurn, type TurnOutcome } from "./turn";

export type TaskEnd =
  | { kind: "done"; result: TaskResult }
  | { kind: "failed"; failure: Failure }
  | { kind: "paused"; reason: "cap" | "provider" | "person"; failure: Failure };

/** What has gone wrong in a row; a good turn clears it. */
interface Strikes {
  unusable: number;
  nudges: number;
  cutCalls: number;
  pauses: number;
  condensed: number;
}

interface Loop {
  host: TaskHost;
  task: TaskView;
  transcript: Transcript;
  prompt: FixedPrompt;
  strikes: Strikes;
  guard: ReturnType<typeof createLoopGuard>;
  /** Tokens the last request took and gave, once a provider has told them. */
  lastTokens: number | null;
  wantedOutput: number;
  signal: AbortSignal;
}

/** Answers in a row that cannot be used before the task fails; facts/reliability.md A5. */
const maxUnusable = 3;
const maxPauses = 5;
const goOn = "Your answer was cut off. Go on where it stopped.";

/**
 * Runs a task from wherever its facts say it is.
 * @param history facts of this task so far, in order; empty for a new one.
 * @returns how it ended; the ending facts of `done` and `failed` are emitted.
 */
export async function runTask(
  host: TaskHost,
  task: TaskView,
  history: Fact[],
  signal: AbortSignal,
): Promise<TaskEnd> {
  const loop = createLoop(host, task, signal);
  for (const fact of history) loop.transcript.apply(fact);
  const forget = host.onFact((fact) => {
    loop.transcript.apply(fact);
    const mine = fact.type === "model.settled" && fact.modelCall.startsWith(`${task.task}.`);
    if (mine && fact.usage) loop.lastTokens = tokensOf(fact.usage);
  });
  try {
    return await turns(loop);
  } catch (thrown) {
    if (signal.aborted) return { kind: "paused", reason: "person", failure: toFailure(thrown, "aborted") };
    if (thrown instanceof FailureError && !isStorage(thrown)) return fail(loop, thrown.failure);
    throw thrown;
  } finally {
    forget();
  }
}

/** The log itself failed: nothing more can be said in it. */
function isStorage(thrown: FailureError): boolean {
  return thrown.failure.code === "storage-failed" || thrown.failure.code.startsWith("log-");
}

function tokensOf(usage: { input: number; cacheRead: number; cacheWrite: number; output: number }): number {
  return usage.input + usage.cacheRead + usage.cacheWrite + usage.output;
}

function createLoop(host: TaskHost, task: TaskView, signal: AbortSignal): Loop {
  const binding = bindingOf(host, task);
  return {
    host,
    task,
    transcript: new Transcript(task.task, host.getBlob),
    prompt: fixedPrompt(host, task),
    strikes: { unusable: 0, nudges: 0, cutCalls: 0, pauses: 0, condensed: 0 },
    guard: createLoopGuard(),
    lastTokens: null,
    wantedOutput: Math.min(binding.maxOutput, host.view().settings.limits.maxOutputTokens),
    signal,
  };
}

function bindingOf(host: TaskHost, task: TaskView) {
  const binding = Object.values(host.view().settings.models).find((candidate) => candidate.id === task.model);
  if (!binding)
    throw new FailureError(failure("model-missing", `The run was not started with the model ${task.model}.`));
  return binding;
}

async function turns(loop: Loop): Promise<TaskEnd> {
  for (;;) {
    loop.signal.throwIfAborted();
    const pending = loop.transcript.pending();
    if (pending && pending.calls.length > 0) {
      const end = await answerCalls(loop, pending);
      if (end) return end;
      continue;
    }
    const task = loop.host.view().tasks[loop.task.task] ?? loop.task;
    const limit = loop.host.view().settings.limits.turnsPerTask;
    if (task.turns >= limit) {
      return fail(loop, failure("turn-limit", `${task.role} used its ${limit} turns without an end.`));
    }
    const outcome = await oneTurn(loop, `${task.task}.${task.turns + 1}`);
    const end = await afterTurn(loop, outcome);
    if (end) return end;
  }
}

/** What is the same in every request of a task: made once, so that its bytes are too. */
interface FixedPrompt {
  system: string;
  tools: ToolDefinition[];
  bytes: number;
}

function fixedPrompt(host: TaskHost, task: TaskView): FixedPrompt {
  const { system, tools: names } = host.role(task.role);
  const tools = names
    .filter((name) => task.rights.tools.includes(name))
    .flatMap((name) => host.tool(name) ?? [])
    .map(toolDefinition);
  return { system, tools, bytes: Buffer.byteLength(system) + Buffer.byteLength(JSON.stringify(tools)) };
}

async function oneTurn(loop: Loop, turn: string): Promise<TurnOutcome> {
  const { host, task, transcript, signal, wantedOutput, lastTokens } = loop;
  const { system, tools, bytes } = loop.prompt;
  transcript.release();
  const inputBound = () => {
    const { all, sinceAnswer } = transcript.bytes();
    return lastTokens === null ? firstInputBound(bytes + all) : nextInputBound(lastTokens, sinceAnswer);
  };
  const binding = bindingOf(host, task);
  return runTurn(host, { task, turn, binding, system, tools, transcript, wantedOutput, inputBound, signal });
}

async function answerCalls(loop: Loop, pending: PendingCalls): Promise<TaskEnd | null> {
  let unusable = 0;
  for (const { call, number } of pending.calls) {
    loop.signal.throwIfAborted();
    const toolCall = `${pending.turn}.${number}`;
    const { host, transcript, signal, task } = loop;
    const outcome = await runToolCall(host, { task, turn: pending.turn, toolCall, call, transcript, signal });
    if (outcome.ended) return { kind: "done", result: outcome.ended };
    if (outcome.unusable) unusable += 1;
    const { text: result, changedFiles } = outcome;
    const verdict = loop.guard.observe({
      name: call.name,
      input: call.input,
      result,
      changedFiles,
      newTestState: false,
    });
    if (verdict.stop)
      return fail(loop, failure("model-repeats", `${loop.task.role} goes in circles: ${verdict.reason}.`));
  }
  loop.strikes.unusable = unusable > 0 ? loop.strikes.unusable + 1 : 0;
  if (loop.strikes.unusable > maxUnusable) {
    return fail(
      loop,
      failure(
        "model-invalid-calls",
        `${loop.task.role} sent calls that cannot be used ${maxUnusable + 1} times in a row.`,
      ),
    );
  }
  return null;
}

async function afterTurn(loop: Loop, outcome: TurnOutcome): Promise<TaskEnd | null> {
  if (outcome.kind === "paused") return outcome;
  if (outcome.kind === "failed") return afterFailure(loop, outcome.failure);
  const { stop, cutCall, message } = outcome;
  const { strikes } = loop;
  if (stop === "refusal") return fail(loop, failure("model-refusal", `${loop.task.model} refused to go on.`));
  if (stop === "context-exceeded") return afterFailure(loop, contextFailure(loop));
  if (cutCall) return afterCutCall(loop);
  if (stop === "pause") {
    strikes.pauses += 1;
    return strikes.pauses > maxPauses
      ? fail(loop, failure("model-empty", `${loop.task.model} paused ${maxPauses + 1} times in a row.`))
      : null;
  }
  strikes.pauses = 0;
  if (loop.transcript.pending()) {
    strikes.nudges = 0;
    return null;
  }
  if (stop === "output-limit") return say(loop, goOn);
  const text = textOf(message).trim();
  return afterPlainText(loop, text && wholeText(loop.transcript.messages()));
}

/** The last answer with the parts before it that the output limit cut off. */
function wholeText(messages: readonly Message[]): string {
  let text = "";
  for (let at = messages.findLastIndex((message) => message.role === "assistant"); at >= 0; at -= 2) {
    const message = messages[at];
    if (message?.role === "assistant") text = textOf(message) + text;
    const before = messages[at - 1];
    if (before?.role !== "user" || before.text !== goOn) break;
  }
  return text.trim();
}

/** A text without a call: an answer for roles that end so, else a reminder of the ending tool. */
function afterPlainText(loop: Loop, text: string): TaskEnd | null {
  const { ends } = loop.host.role(loop.task.role);
  if (text && ends === null) return finish(loop, { text });
  loop.strikes.nudges += 1;
  if (loop.strikes.nudges <= 1) {
    return say(
      loop,
      text ? `End with the tool ${ends} when the work is done; else go on.` : "Your answer was empty. Go on.",
    );
  }
  if (text && ends === "attempt_completion") return finish(loop, { text });
  return fail(
    loop,
    failure("model-empty", `${loop.task.model} stopped without ${text ? `calling ${ends}` : "an answer"}.`),
  );
}

/** The limit cut a tool call: it is not in the conversation; the limit is raised once, then the task fails. */
function afterCutCall(loop: Loop): TaskEnd | null {
  const { strikes, host, task } = loop;
  strikes.cutCalls += 1;
  const limit = bindingOf(host, task).maxOutput;
  if (strikes.cutCalls > 1 || loop.wantedOutput >= limit) {
    return fail(
      loop,
      failure(
        "model-output-limit",
        `A tool call of ${task.role} did not fit into ${loop.wantedOutput} tokens.`,
      ),
    );
  }
  loop.wantedOutput = Math.min(limit, loop.wantedOutput * 4);
  return say(
    loop,
    "Your last tool call was cut off by the output limit and was not run. Make it smaller, or split it.",
  );
}

function contextFailure(loop: Loop): Failure {
  return failure(
    "provider-context-exceeded",
    `The conversation of ${loop.task.role} is larger than ${loop.task.model} can take.`,
  );
}

function afterFailure(loop: Loop, cause: Failure): TaskEnd | null {
  if (cause.code !== "provider-context-exceeded" || loop.strikes.condensed > 0) return fail(loop, cause);
  loop.strikes.condensed += 1;
  loop.lastTokens = null;
  loop.host.emit(condense(loop.host, loop.task, loop.transcript.messages()));
  return null;
}

function say(loop: Loop, text: string): null {
  const { host, task } = loop;
  host.emit({ type: "message.added", task: task.task, turn: null, message: { role: "user", text } });
  return null;
}

function finish(loop: Loop, result: TaskResult): TaskEnd {
  loop.host.emit({ type: "task.ended", task: loop.task.task, status: "done", result });
  return { kind: "done", result };
}

function fail(loop: Loop, cause: Failure): TaskEnd {
  loop.host.emit({ type: "task.ended", task: loop.task.task, status: "failed", failure: cause });
  return { kind: "failed", failure: cause };
}
