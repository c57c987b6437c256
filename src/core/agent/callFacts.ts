// The two facts of every tool call, its intent and its settlement, made in one place.
import type { Fact, FileEffect } from "../../protocol/event";
import type { Failure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import type { AssistantToolCall } from "../../protocol/message";
import type { TaskResult, TaskView } from "../../protocol/task";
import { clipText } from "../tools/clipText";
import type { PreparedCall, ToolOutput } from "../tools/tool";
import { keepBody } from "./body";
import type { TaskHost } from "./taskHost";
import type { Transcript } from "./transcript";

export interface CallInput {
  task: TaskView;
  turn: string;
  /** `t1.4.2`: second call of turn t1.4. */
  toolCall: string;
  call: AssistantToolCall;
  transcript: Transcript;
  signal: AbortSignal;
}

export interface CallOutcome {
  /** Set when the task has ended with this call; the ending facts are emitted with the settlement. */
  ended?: TaskResult;
  /** Set when the task has failed with this call. */
  failed?: Failure;
  /** Set where the call waits for an answer of the parent: the question. */
  rests?: string;
  text: string;
  isError: boolean;
  /** The arguments could not be used: bad JSON, unknown tool, wrong fields. */
  unusable: boolean;
  changedFiles: boolean;
  /** Of a shell command that exited; null for everything else. */
  exitCode: number | null;
}

/** What a settlement says beyond the output. */
export interface Settling {
  outcome: "ok" | "error" | "rejected";
  touched?: FileEffect[];
  facts?: Fact[];
  ended?: TaskResult;
  unusable?: boolean;
  /** Shown before the note. */
  targets?: string[];
  /** Number of file effects the intent named. */
  writes?: number;
  startedMs?: number;
  /** Of a read, or of what the engine does itself: lost in a crash it is done again, so the next request makes it durable. */
  read?: boolean;
}

type Intent = Pick<PreparedCall, "effect" | "targets" | "writes">;

export function intend(
  host: TaskHost,
  { task, turn, toolCall, call }: CallInput,
  intent: Intent,
  verdict: "allow" | "ask" | "deny",
  reason: string,
  approvalHash: Hash | null,
  /** What begins with it, in the log together or not at all. */
  begun: Fact[] = [],
): void {
  const text = call.invalid ? String(call.input) : JSON.stringify(call.input ?? null);
  // What the engine does itself changes nothing outside: what comes of it is durable with the request that follows.
  const isInside = ["read", "engine", "ending"].includes(intent.effect);
  const emit = isInside ? host.emitUnsynced : host.emit;
  const fact: Fact = {
    type: "toolCall.intended",
    toolCall,
    task: task.task,
    turn,
    callId: call.id,
    name: call.name,
    input: keepBody(text, host.putBlob),
    effect: intent.effect,
    targets: intent.targets,
    verdict,
    reason,
    approvalHash,
    writes: verdict === "deny" ? [] : (intent.writes ?? []),
  };
  emit(fact, ...begun);
}

/** Clips and redacts what the model is told, keeps the whole beside the log, and settles the intent. */
export function settle(
  host: TaskHost,
  input: CallInput,
  output: ToolOutput,
  settling: Settling,
): CallOutcome {
  const { task, turn, toolCall, call } = input;
  const whole = host.redactText(output.text);
  const clipped = clipText(whole, (text) => host.putBlob(text));
  const ms = settling.startedMs === undefined ? 0 : Math.round(host.ports.monotonic() - settling.startedMs);
  const touched = settling.touched ?? [];
  const emit = settling.read ? host.emitUnsynced : host.emit;
  emit(
    {
      type: "toolCall.settled",
      toolCall,
      task: task.task,
      turn,
      callId: call.id,
      name: call.name,
      outcome: settling.outcome,
      output: keepBody(clipped.text, host.putBlob),
      note: [settling.targets?.join(", "), output.note].filter(Boolean).join(" · "),
      touched,
      seen: output.seen ?? [],
      full: clipped.full,
      exitCode: output.exitCode ?? null,
      ms,
    },
    ...(settling.facts ?? []),
  );
  return {
    text: clipped.text,
    isError: settling.outcome !== "ok",
    unusable: settling.unusable ?? false,
    changedFiles: touched.length > 0 || (settling.outcome === "ok" && (settling.writes ?? 0) > 0),
    exitCode: output.exitCode ?? null,
    ...(settling.ended ? { ended: settling.ended } : {}),
  };
}
