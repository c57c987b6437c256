// The settlement of one model request: what it cost, what was answered. Every reservation is settled exactly once.
import type { Fact } from "../../protocol/event";
import { type Failure, failure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { type AssistantMessage, type AssistantPart, type StopReason, textOf } from "../../protocol/message";
import type { Micros, Usage } from "../../protocol/money";
import { costOf } from "../budget/costOf";
import type { ModelPart } from "../providers/provider";
import type { TaskHost } from "./taskHost";
import type { TurnInput, TurnOutcome } from "./turn";

export interface Attempt {
  id: string;
  number: number;
  reserved: Micros;
  inputBound: number;
  maxTokens: number;
}

export interface Progress {
  /** The request's body, kept once it is on its way. */
  wire: Hash | null;
  firstMs: number | null;
  /** A tool call began to arrive. */
  callSeen: boolean;
}

/** Books an answer, keeps it, and ends the turn; more output than asked for ends the model's use. */
export function settleAnswer(
  host: TaskHost,
  input: TurnInput,
  attempt: Attempt,
  part: Extract<ModelPart, { type: "end" }>,
  progress: Progress,
  ms: number,
): { kind: "failed"; failure: Failure } | Extract<TurnOutcome, { kind: "answered" }> {
  const micros = part.usage ? costOf(part.usage, input.binding.price) : attempt.reserved;
  // Our own estimate proves nothing against a model.
  const overrun = part.usage !== null && !part.usage.estimated && part.usage.output > attempt.maxTokens;
  const settled = settledFact(attempt, progress, {
    usage: part.usage,
    micros,
    answeredBy: part.model ? `${input.binding.provider}/${part.model}` : null,
    stop: part.stop,
    ms,
    raw: part.raw,
  });
  const isCut = part.stop === "output-limit";
  const calls = part.message.parts.filter((candidate) => candidate.type === "toolCall").length;
  const cutCall = isCut && progress.callSeen && calls === 0;
  const short = isCut && attempt.maxTokens < input.wantedOutput;
  const isWhole = !overrun && !short && !cutCall && part.stop !== "refusal";
  const keep = isWhole && part.message.parts.length > 0;
  // Made before anything is booked: an answer that cannot be kept leaves the request open as a whole.
  const answer = keep ? [answerFact(host, input, part.message)] : [];
  host.money.settle(attempt.id, micros);
  if (overrun) {
    const message = `${input.binding.id} sent ${part.usage?.output} tokens where ${attempt.maxTokens} were asked for; its costs cannot be capped, so it is not used again.`;
    const cause = failure("provider-output-overrun", message);
    host.emit({ ...settled, failure: cause });
    return { kind: "failed", failure: cause };
  }
  if (short) {
    const cause = moneyShort(input, attempt);
    host.emit({ ...settled, failure: cause });
    return { kind: "failed", failure: cause };
  }
  // What an answer's calls do is intended durably first; until then only reads can be done again, for the same money.
  const emit = calls > 0 || input.task.parent !== null ? host.emitUnsynced : host.emit;
  const { task, turn } = { task: input.task.task, turn: input.turn };
  emit(
    settled,
    ...answer,
    { type: "turn.ended", task, turn, stop: part.stop, toolCalls: calls },
    ...(isCut && calls > 0 ? [told(task, lastCallCut)] : []),
  );
  return { kind: "answered", message: part.message, stop: part.stop, cutCall };
}

/** Stands behind the results of the calls that were whole. */
const lastCallCut =
  "The last tool call of your answer was cut off by the output limit and was not run; those before it were. Send it again, smaller or split.";

function told(task: string, text: string): Fact {
  return { type: "message.added", task, turn: null, message: { role: "user", text } };
}

/** Nothing of an answer is used that was cut because its limit had been lowered to what was left. */
function moneyShort({ task, wantedOutput }: TurnInput, { maxTokens }: Attempt): Failure {
  const message = `The answer of ${task.role} was cut off: the money left was enough for ${maxTokens} of ${wantedOutput} tokens. It is asked for again with more money.`;
  return failure("budget-exhausted", message);
}

/** Items that are given back whole, but that their provider neither signs nor encrypts: they are text like any other. */
const readable = new Set<unknown>(["function_call", "message", "chat.arguments", "chat.reasoning"]);

function withoutSecrets(host: TaskHost, part: AssistantPart): AssistantPart {
  if (part.type !== "opaque") return part;
  const kind = (part.data as { type?: unknown } | null)?.type;
  return readable.has(kind) ? { ...part, data: host.redactDeep(part.data) } : part;
}

function answerFact(host: TaskHost, input: TurnInput, message: AssistantMessage): Fact {
  const parts = message.parts.map((part) => withoutSecrets(host, part));
  const clean = host.redactDeep({ ...message, parts });
  const json = JSON.stringify(clean);
  const { task, turn } = input;
  if (json.length <= 4_096) return { type: "message.added", task: task.task, turn, message: clean };
  // As bytes: what a provider marked opaque must come back unchanged, so only the rest was redacted.
  const blob = host.putBlob(Buffer.from(json));
  return {
    type: "message.added",
    task: task.task,
    turn,
    message: { role: "assistant", blob, bytes: Buffer.byteLength(json), head: textOf(clean).slice(0, 200) },
  };
}

/** Codes by which a provider turned a request away before it worked on it. */
const turnedAway = new Set([
  "provider-refused",
  "provider-rate-limited",
  "provider-overloaded",
  "provider-unreachable",
  "provider-invalid-request",
  "provider-context-exceeded",
  "key-missing",
]);

/** Books what a failed request may have cost: nothing where the provider turned it away. */
export function settleFailure(
  host: TaskHost,
  input: TurnInput,
  attempt: Attempt,
  part: Extract<ModelPart, { type: "failure" }>,
  progress: Progress,
  ms: number,
): { kind: "failed"; failure: Failure } {
  const free = !part.started && turnedAway.has(part.failure.code);
  const micros = free ? 0 : part.usage ? costOf(part.usage, input.binding.price) : attempt.reserved;
  host.money.settle(attempt.id, micros);
  host.emit({
    ...settledFact(attempt, progress, {
      usage: part.usage,
      micros,
      answeredBy: null,
      stop: null,
      ms,
      raw: null,
    }),
    failure: part.failure,
  });
  return { kind: "failed", failure: part.failure };
}

interface Settlement {
  usage: Usage | null;
  micros: Micros;
  answeredBy: string | null;
  stop: StopReason | null;
  ms: number;
  raw: unknown;
}

function settledFact(attempt: Attempt, progress: Progress, settlement: Settlement) {
  return {
    type: "model.settled" as const,
    modelCall: attempt.id,
    ...settlement,
    firstMs: progress.firstMs,
    wire: progress.wire,
  };
}
