// Turns until the ending tool, a failure, a pause or the limits. It reads its state from the transcript alone,
// so a task that was cut off anywhere goes on from its facts.
import type { Fact } from "../../protocol/event";
import { FailureError, failure, toFailure } from "../../protocol/failure";
import type { AssistantToolCall } from "../../protocol/message";
import type { TaskView } from "../../protocol/task";
import { firstInputBound, nextInputBound } from "../budget/inputBound";
import { toolDefinition } from "../tools/toolDefinition";
import { afterPlainText, afterTurn } from "./afterTurn";
import type { CallOutcome } from "./callFacts";
import { createLoopGuard } from "./loopGuard";
import type { TaskHost } from "./taskHost";
import { bindingOf, type FixedPrompt, fail, type Loop, type TaskEnd } from "./taskState";
import { runToolCall } from "./toolCall";
import { type PendingCalls, Transcript } from "./transcript";
import { runTurn, type TurnOutcome } from "./turn";

export type { TaskEnd } from "./taskState";

/** Answers in a row that cannot be used before the task fails; facts/reliability.md A5. */
const maxUnusable = 3;

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
  const apply = (fact: Fact) => {
    loop.transcript.apply(fact);
    const mine = fact.type === "model.settled" && fact.modelCall.startsWith(`${task.task}.`);
    if (mine && fact.usage) loop.lastTokens = tokensOf(fact.usage);
    // What was counted then is no longer in the conversation.
    if (fact.type === "task.condensed" && fact.task === task.task) loop.lastTokens = null;
  };
  history.forEach(apply);
  const forget = host.onFact(apply);
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
    rawCalls: new Map(),
    testStates: new Set(),
    wantedOutput: Math.min(binding.maxOutput, host.view().settings.limits.maxOutputTokens),
    signal,
  };
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
    const unanswered = loop.transcript.plainAnswer();
    if (unanswered) {
      const end = await afterPlainText(loop, unanswered);
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

function fixedPrompt(host: TaskHost, task: TaskView): FixedPrompt {
  const { system, tools: names } = host.role(task.role);
  const tools = names
    .filter((name) => task.rights.tools.includes(name))
    .flatMap((name) => host.tool(name) ?? [])
    .map(toolDefinition);
  return { system, tools, bytes: Buffer.byteLength(system) + Buffer.byteLength(JSON.stringify(tools)) };
}

async function oneTurn(loop: Loop, turn: string): Promise<TurnOutcome> {
  const { host, task, prompt, transcript, signal, wantedOutput, lastTokens } = loop;
  transcript.release();
  const inputBound = () => {
    const { all, sinceAnswer } = transcript.bytes();
    return lastTokens === null
      ? firstInputBound(prompt.bytes + all)
      : nextInputBound(lastTokens, sinceAnswer);
  };
  const binding = bindingOf(host, task);
  return runTurn(host, { task, turn, binding, prompt, transcript, wantedOutput, inputBound, signal });
}

/** A project's check that ended with an exit code it did not have before in this task. */
function showsNewTestState(loop: Loop, call: AssistantToolCall, outcome: CallOutcome): boolean {
  if (call.name !== "run_command" || outcome.exitCode === null) return false;
  const line = (call.input as { command?: unknown } | null)?.command;
  if (!loop.host.view().checks?.some((check) => check.command === line)) return false;
  const state = `${line}|${outcome.exitCode}`;
  const isNew = !loop.testStates.has(state);
  loop.testStates.add(state);
  return isNew;
}

async function answerCalls(loop: Loop, pending: PendingCalls): Promise<TaskEnd | null> {
  let unusable = 0;
  for (const { call: kept, number } of pending.calls) {
    loop.signal.throwIfAborted();
    const call = loop.rawCalls.get(kept.id) ?? kept;
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
      newTestState: showsNewTestState(loop, call, outcome),
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
