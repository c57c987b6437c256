// Turns until the ending tool, a failure, a pause or the limits. It reads its state from the transcript alone,
// so a task that was cut off anywhere goes on from its facts.
import type { Fact } from "../../protocol/event";
import { FailureError, failure, isStorageFailure, toFailure } from "../../protocol/failure";
import type { AssistantToolCall } from "../../protocol/message";
import type { TaskView } from "../../protocol/task";
import { definitionsText, toolDefinition } from "../tools/toolDefinition";
import { afterPlainText, afterTurn } from "./afterTurn";
import type { CallOutcome } from "./callFacts";
import { boundOf, condenseWhereFull } from "./condense";
import { sideBySide } from "./engineCall";
import { createLoopGuard, type ObservedCall } from "./loopGuard";
import type { TaskHost } from "./taskHost";
import { bindingOf, type FixedPrompt, fail, type Loop, type TaskEnd, TaskPaused } from "./taskState";
import { runToolCall } from "./toolCall";
import { type PendingCalls, Transcript } from "./transcript";
import { runTurn, type TurnOutcome } from "./turn";

export type { TaskEnd } from "./taskState";

/** Answers in a row that cannot be used before the task fails; facts/reliability.md A5. */
const maxUnusable = 3;

/** Tokens below which an answer is not worth asking for. Design section 6. */
const leastAnswer = 512;

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
    // What a failed answer held is not in the conversation; what an uncounted one held is counted by its bytes.
    if (mine && !fact.failure) loop.lastTokens = fact.usage && tokensOf(fact.usage);
    if (mine) loop.cutByMoney = fact.failure?.code === "budget-exhausted";
    // What was counted then is no longer in the conversation.
    const shortened = fact.type === "task.condensed" || fact.type === "task.restarted";
    if (shortened && fact.task === task.task) loop.lastTokens = null;
  };
  history.forEach(apply);
  const forget = host.onFact(apply);
  try {
    if (await host.prepareTools(task)) loop.prompt = fixedPrompt(host, loop.task);
    return await turns(loop);
  } catch (thrown) {
    if (signal.aborted) return { kind: "paused", reason: "person", failure: toFailure(thrown, "aborted") };
    if (thrown instanceof TaskPaused) return thrown.end;
    if (thrown instanceof FailureError && !isStorageFailure(thrown.failure))
      return fail(loop, thrown.failure);
    throw thrown;
  } finally {
    forget();
  }
}

function tokensOf(usage: { input: number; cacheRead: number; cacheWrite: number; output: number }): number {
  return usage.input + usage.cacheRead + usage.cacheWrite + usage.output;
}

function createLoop(host: TaskHost, task: TaskView, signal: AbortSignal): Loop {
  return {
    host,
    task,
    transcript: new Transcript(task.task, host.getBlob),
    prompt: fixedPrompt(host, task),
    strikes: {
      unusable: 0,
      lastUnusable: null,
      nudges: 0,
      cutCalls: 0,
      cutTexts: 0,
      pauses: 0,
      condensed: 0,
    },
    guard: createLoopGuard(),
    lastTokens: null,
    rawCalls: new Map(),
    testStates: new Set(),
    cutByMoney: false,
    wantedOutput: firstOutput(host, task),
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
    await loop.host.safePoint(loop.task, loop.signal);
    const task = refresh(loop);
    const limit = loop.host.view().settings.limits.turnsPerTask;
    if (task.turns >= limit) {
      return fail(loop, failure("turn-limit", `${task.role} used its ${limit} turns without an end.`));
    }
    const outcome = await oneTurn(loop, `${task.task}.${task.turns + 1}`);
    const end = await afterTurn(loop, outcome);
    if (end) return end;
  }
}

/** The task as it is now: another role brings another prompt, model and rights. */
function refresh(loop: Loop): TaskView {
  const { role, rights } = loop.task;
  const now = loop.host.view().tasks[loop.task.task];
  if (!now) return loop.task;
  loop.task = { ...now };
  if (now.role === role && now.rights === rights) return now;
  loop.prompt = fixedPrompt(loop.host, now);
  loop.lastTokens = null;
  loop.wantedOutput = firstOutput(loop.host, now);
  return now;
}

/** Tokens an answer may have at first: what model, run and role allow. */
function firstOutput(host: TaskHost, task: TaskView): number {
  const { maxOutputTokens } = host.view().settings.limits;
  const { maxTokens = maxOutputTokens } = host.role(task.role);
  return Math.min(bindingOf(host, task).maxOutput, maxOutputTokens, maxTokens);
}

function fixedPrompt(host: TaskHost, task: TaskView): FixedPrompt {
  const { system, temperature } = host.role(task.role);
  const tools = task.rights.tools.flatMap((name) => host.tool(name) ?? []).map(toolDefinition);
  const bytes = Buffer.byteLength(system) + Buffer.byteLength(definitionsText(tools));
  return { system, tools, bytes, ...(temperature === undefined ? {} : { temperature }) };
}

async function oneTurn(loop: Loop, turn: string): Promise<TurnOutcome> {
  const { host, task, prompt, transcript, signal, wantedOutput } = loop;
  transcript.release();
  condenseWhereFull(loop);
  const inputBound = () => boundOf(loop);
  const binding = bindingOf(host, task);
  const leastOutput = loop.cutByMoney ? wantedOutput : leastAnswer;
  const input = { task, turn, binding, prompt, transcript, wantedOutput, leastOutput, inputBound, signal };
  return runTurn(host, input);
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

/** The next call, or several at once where they may go side by side. */
function nextCalls({ calls }: PendingCalls): PendingCalls["calls"] {
  const alone = calls.findIndex(({ call }) => !sideBySide.has(call.name));
  return alone === -1 ? calls : calls.slice(0, Math.max(1, alone));
}

/** All of them to their settlements; a failure of one waits for the others, which may be paid work. */
async function runCalls(loop: Loop, turn: string, calls: PendingCalls["calls"]) {
  const { host, transcript, signal } = loop;
  // A switch of role in the same answer holds for the calls behind it.
  const task = { ...(host.view().tasks[loop.task.task] ?? loop.task) };
  const left = host.branch(calls.length);
  const ended = await Promise.allSettled(
    calls.map(async ({ call: kept, number }) => {
      const call = loop.rawCalls.get(kept.id) ?? kept;
      const toolCall = `${turn}.${number}`;
      const input = { task, turn, toolCall, call, transcript, signal };
      return { call, outcome: await runToolCall(host, input).finally(left) };
    }),
  );
  return ended.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

/** The next calls of an answer, to their settlements. */
async function answerCalls(loop: Loop, pending: PendingCalls): Promise<TaskEnd | null> {
  loop.signal.throwIfAborted();
  let unusable = false;
  const answered = await runCalls(loop, pending.turn, nextCalls(pending));
  for (const { outcome } of answered) {
    if (outcome.ended) return { kind: "done", result: outcome.ended };
    if (outcome.failed) return { kind: "failed", failure: outcome.failed };
    if (outcome.rests !== undefined) return { kind: "asking", question: outcome.rests };
    if (outcome.unusable) unusable = true;
  }
  const verdict = loop.guard.observe(observed(loop, answered));
  if (verdict.stop)
    return fail(loop, failure("model-repeats", `${loop.task.role} goes in circles: ${verdict.reason}.`));
  return countUnusable(loop, pending.turn, unusable);
}

type Answered = Awaited<ReturnType<typeof runCalls>>;

/** What went side by side was asked for at once, so it repeats nothing: all of it together is one call for the guard. */
function observed(loop: Loop, answered: Answered): ObservedCall {
  const [{ call, outcome }, ...others] = answered as [Answered[number], ...Answered];
  if (others.length === 0) {
    const newTestState = showsNewTestState(loop, call, outcome);
    return {
      name: call.name,
      input: call.input,
      result: outcome.text,
      changedFiles: outcome.changedFiles,
      newTestState,
      failed: hasFailed(outcome),
    };
  }
  return {
    name: call.name,
    input: answered.map((one) => one.call.input),
    result: answered.map((one) => one.outcome.text).join("\n"),
    changedFiles: answered.some((one) => one.outcome.changedFiles),
    newTestState: false,
    failed: answered.every((one) => hasFailed(one.outcome)),
  };
}

const hasFailed = ({ isError, exitCode }: CallOutcome) => isError || (exitCode ?? 0) !== 0;

/** Answers in a row with a call that could not be used; one answer's calls come here one by one. */
function countUnusable(loop: Loop, turn: string, unusable: boolean): TaskEnd | null {
  const { strikes } = loop;
  if (strikes.lastUnusable !== turn) {
    if (unusable) strikes.unusable += 1;
    else if (!loop.transcript.pending()) strikes.unusable = 0;
    if (unusable) strikes.lastUnusable = turn;
  }
  if (strikes.unusable <= maxUnusable) return null;
  const times = `${maxUnusable + 1} times in a row`;
  return fail(
    loop,
    failure("model-invalid-calls", `${loop.task.role} sent calls that cannot be used ${times}.`),
  );
}
