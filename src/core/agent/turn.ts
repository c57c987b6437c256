// One model request to its end: reserve, call, stream, settle; retries are ours, counted and shown.
// It never executes a tool call and never throws for what a provider does.
import type { Fact } from "../../protocol/event";
import { type Failure, failure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import type { AssistantMessage, StopReason } from "../../protocol/message";
import type { Micros } from "../../protocol/money";
import type { ModelBinding } from "../../protocol/settings";
import type { TaskView } from "../../protocol/task";
import { clampOutput, worstCase } from "../budget/worstCase";
import { isLongPrefix, type Lead, type Prefix } from "../providers/prefixLead";
import type { ModelPart, ModelRequest } from "../providers/provider";
import { nextTry } from "../providers/retry";
import { definitionsText } from "../tools/toolDefinition";
import { type Attempt, type Progress, settleAnswer, settleFailure } from "./settleTurn";
import type { TaskHost } from "./taskHost";
import type { FixedPrompt } from "./taskState";
import type { Transcript } from "./transcript";

export type TurnOutcome =
  | { kind: "answered"; message: AssistantMessage; stop: StopReason; cutCall: boolean }
  | { kind: "failed"; failure: Failure }
  /** The run cannot go on now, but later: money, a provider that is down, or the person's wish. */
  | { kind: "paused"; reason: "cap" | "provider" | "person"; failure: Failure };

export interface TurnInput {
  task: TaskView;
  turn: string;
  binding: ModelBinding;
  prompt: FixedPrompt;
  transcript: Transcript;
  /** Tokens a response may have at most, before the ledger's clamp. */
  wantedOutput: number;
  /** The least it may be clamped to: all that is wanted, once an answer was cut because money was short. */
  leastOutput: number;
  /** Upper bound of the request's input tokens, as the conversation is now: the person may add words until it is sent. */
  inputBound(): number;
  signal: AbortSignal;
}

/** Largest number of provider faults in one turn before the run pauses; facts/reliability.md A5. */
const maxAttempts = 8;

/** A key that is missing, revoked or out of credit, or a model that is gone, is a person's to mend; the work done so far waits for it. */
const needsKey = new Set(["provider-refused", "key-missing", "model-missing"]);

/** Runs one turn. All facts of it are emitted here, except those of its tool calls. */
export async function runTurn(host: TaskHost, input: TurnInput): Promise<TurnOutcome> {
  for (let number = 1; ; number += 1) {
    const lead = await host.limiter.lead(input.binding, prefixOf(host, input), input.signal);
    const attempt: Attempt | TurnOutcome = await admit(host, input, number);
    if ("kind" in attempt) {
      lead.over();
      return attempt;
    }
    host.emitUnsynced(...(number === 1 ? [startFact(host, input)] : []), calledFact(input, attempt));
    await host.synced();
    const ended = await callModel(host, input, attempt, lead).finally(lead.over);
    if (ended.kind === "answered") return ended;
    const { failure: cause } = ended;
    if (input.signal.aborted) return { kind: "paused", reason: "person", failure: cause };
    const next = number >= maxAttempts ? "pause" : nextTry(cause, number, host.ports.random);
    if (cause.code === "budget-exhausted") {
      input.leastOutput = input.wantedOutput;
      continue;
    }
    if (needsKey.has(cause.code)) return { kind: "paused", reason: "provider", failure: cause };
    if (next === "fail") return { kind: "failed", failure: cause };
    if (next === "pause") return { kind: "paused", reason: "provider", failure: cause };
    host.emit({ type: "turn.retried", turn: input.turn, attempt: number, waitMs: next.wait, failure: cause });
    if (cause.code === "provider-rate-limited") host.limiter.slowDown(input.binding, next.wait);
    await host.ports.sleep(next.wait, input.signal);
    if (input.signal.aborted) return { kind: "paused", reason: "person", failure: cause };
  }
}

/** Where system text and tools are kept beside the log. */
function keptOf(host: TaskHost, { prompt }: TurnInput): { system: Hash; tools: Hash } {
  prompt.kept ??= { system: host.putBlob(prompt.system), tools: host.putBlob(definitionsText(prompt.tools)) };
  return prompt.kept;
}

function prefixOf(host: TaskHost, input: TurnInput): Prefix {
  const { system, tools } = keptOf(host, input);
  return { bytes: input.prompt.bytes, key: `${system} ${tools}` };
}

function startFact(host: TaskHost, input: TurnInput): Fact {
  const { prompt } = input;
  const { system, tools } = keptOf(host, input);
  const { model, api, provider } = input.binding;
  const { temperature } = prompt;
  const params = host.putBlob(
    JSON.stringify({ provider, api, model, maxTokens: input.wantedOutput, temperature }),
  );
  return {
    type: "turn.started",
    task: input.task.task,
    turn: input.turn,
    system,
    tools,
    params,
    messages: input.transcript.messages().length,
    promptHash: input.transcript.promptHash(system, tools),
    model: input.binding.id,
  };
}

function calledFact(input: TurnInput, attempt: Attempt): Fact {
  return {
    type: "model.called",
    modelCall: attempt.id,
    task: input.task.task,
    turn: input.turn,
    attempt: attempt.number,
    purse: input.task.purse,
    reserved: attempt.reserved,
    inputBound: attempt.inputBound,
    maxTokens: attempt.maxTokens,
  };
}

/** Reserves the worst case, clamped to what is left; asks for a raise where nothing useful fits. */
async function admit(host: TaskHost, input: TurnInput, number: number): Promise<Attempt | TurnOutcome> {
  const { binding, task } = input;
  if (host.view().refusedModels.includes(binding.id)) {
    const message = `${binding.id} sent more output than was asked for in this run, so its costs cannot be capped; set another model.`;
    return { kind: "failed", failure: failure("provider-output-overrun", message) };
  }
  await host.limiter.ready(binding, input.signal);
  for (;;) {
    if (input.signal.aborted) return paused("person", failure("aborted", "The run was stopped."));
    const left = host.money.left(task.purse);
    const inputBound = input.inputBound();
    const { price } = binding;
    const clamp = (money: Micros) =>
      clampOutput({
        left: money,
        inputBound,
        price,
        wanted: input.wantedOutput,
        floor: input.leastOutput,
      });
    // Those at work side by side get alike of what is left, so that none has to wait for another's reservation.
    const maxTokens = clamp(Math.floor(left / yetToAsk(host))) ?? clamp(left);
    if (maxTokens !== null) {
      const reserved = worstCase({ inputBound, maxTokens, price });
      const id = `${input.turn}#${number}`;
      if (host.money.reserve(id, task.purse, reserved).ok)
        return { id, number, reserved, inputBound, maxTokens };
    }
    if (await moneyFreed(host, input.signal)) continue;
    const least = worstCase({ inputBound, maxTokens: input.leastOutput, price });
    const missing = least - left;
    if (host.money.left("run") >= least) return shareSpent(input);
    if (await host.askForMoney(task, Math.max(missing, 1))) continue;
    const message = `The budget is used up: the next request of ${task.role} could cost more than is left.`;
    return paused("cap", failure("budget-exhausted", message));
  }
}

/** Waits where others' requests have set money aside: what they do not use is free then. False where there are none. */
async function moneyFreed(host: TaskHost, signal: AbortSignal): Promise<boolean> {
  if (!Object.values(host.view().openModelCalls).some(({ reserved }) => reserved > 0)) return false;
  await new Promise<void>((resolve) => {
    const over = () => {
      forget();
      signal.removeEventListener("abort", over);
      resolve();
    };
    const forget = host.onFact(({ type }) => {
      if (type === "model.settled") over();
    });
    signal.addEventListener("abort", over);
    if (signal.aborted) over();
  });
  return true;
}

/** Tasks at work, or about to be, without a request under way; at least the one that asks. */
function yetToAsk(host: TaskHost): number {
  const { tasks, openModelCalls } = host.view();
  // One that may change the folder may stand in line for long.
  const isSoon = ({ status, rights }: TaskView) =>
    status === "running" || (status === "waiting" && !rights.write && !rights.run);
  const atWork = Object.values(tasks).filter(isSoon).length + host.beingMade();
  return Math.max(1, atWork - Object.keys(openModelCalls).length);
}

/** The run has money, but not this task: its parent is told, and decides. */
function shareSpent({ task }: TurnInput): TurnOutcome {
  const message = `${task.task} (${task.role}) has used its share of the budget.`;
  return { kind: "failed", failure: failure("budget-exhausted", message, task.purse) };
}

function paused(reason: "cap" | "person", cause: Failure): TurnOutcome {
  return { kind: "paused", reason, failure: cause };
}

async function callModel(
  host: TaskHost,
  input: TurnInput,
  attempt: Attempt,
  lead: Lead,
): Promise<{ kind: "failed"; failure: Failure } | Extract<TurnOutcome, { kind: "answered" }>> {
  const started = host.ports.monotonic();
  const progress: Progress = { wire: null, firstMs: null, callSeen: false };
  const request: ModelRequest = {
    model: input.binding,
    system: input.prompt.system,
    tools: input.prompt.tools,
    messages: [...input.transcript.messages()],
    maxTokens: attempt.maxTokens,
    ...(input.prompt.temperature === undefined ? {} : { temperature: input.prompt.temperature }),
    cacheKey: `${host.view().run}:${input.task.task}`,
    ...(isLongPrefix(input.binding, input.prompt.bytes) ? { marksPrefix: true as const } : {}),
  };
  for await (const part of host.provider(input.binding).stream(request, input.signal)) {
    host.requestSent(input.task);
    if (part.type === "wire") {
      // Only shown, never built on: a crash of the machine may take it.
      progress.wire = host.putBlob(part.body, false);
      continue;
    }
    if (part.type !== "failure") lead.began();
    if (part.type === "end" || part.type === "failure") {
      const ms = Math.round(host.ports.monotonic() - started);
      return part.type === "end"
        ? settleAnswer(host, input, attempt, part, progress, ms)
        : settleFailure(host, input, attempt, part, progress, ms);
    }
    progress.firstMs ??= Math.round(host.ports.monotonic() - started);
    show(host, input, part, progress);
  }
  const broken = failure("provider-broken-stream", `${input.binding.id} ended its stream without an answer.`);
  const part = { type: "failure", failure: broken, started: true, usage: null, partial: "" } as const;
  return settleFailure(host, input, attempt, part, progress, 0);
}

function show(host: TaskHost, input: TurnInput, part: ModelPart, progress: Progress): void {
  const { task, turn } = input;
  if (part.type === "text" || part.type === "thinking") {
    const thinking = part.type === "thinking";
    host.live({ type: "live.text", task: task.task, turn, text: part.text, thinking });
  } else if (part.type === "toolCall") {
    progress.callSeen = true;
    host.live({ type: "live.toolCall", task: task.task, turn, name: part.name, bytes: part.bytes });
  }
}
