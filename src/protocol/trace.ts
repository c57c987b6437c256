// What `logs` prints and the trace shows: one row for each fact that a person wants to see. Pure.
import { counted } from "./counted";
import type { RunEvent } from "./event";
import { firstLine } from "./firstLine";
import type { Timestamp } from "./ids";
import { type StopReason, textOf } from "./message";
import { formatMicros, inputTokens } from "./money";
import type { RunView } from "./run";
import type { Lane } from "./settings";
import { spentOf } from "./spentOf";
import { traceEvidence } from "./traceEvidence";
import { traceSession } from "./traceSession";
import { traceTree } from "./traceTree";
import { withdrawnComment } from "./withdrawal";

export { firstLine } from "./firstLine";

export type RowState = "info" | "ok" | "failed" | "waiting" | "running";

/** A mark across all lanes, or a line in one. */
export interface TraceRow {
  seq: number;
  at: Timestamp;
  kind: "section" | "task" | "turn" | "toolCall" | "check" | "approval" | "note";
  /** Null for sections and notes of the run itself. */
  lane: Lane | null;
  task: string | null;
  role: string | null;
  text: string;
  state: RowState;
  /** Figures at the end of the line: `$0.0312 · 6.3 s`. */
  figures: string;
}

/** A row before its owner is looked up. */
export type Draft = Pick<TraceRow, "kind" | "text"> & { task?: string; state?: RowState; figures?: string };

/**
 * @param view the view after the event was folded.
 * @returns the event's row, or null where there is nothing to see.
 */
export function traceRow(view: RunView, event: RunEvent): TraceRow | null {
  const draft =
    draftOf(view, event) ?? traceTree(event) ?? traceEvidence(view, event) ?? traceSession(view, event);
  if (!draft) return null;
  const { kind, text, task, state = "info", figures = "" } = draft;
  const owner = task === undefined ? undefined : view.tasks[task];
  const lane = owner?.lane ?? null;
  return {
    seq: event.seq,
    at: event.at,
    kind,
    lane,
    task: task ?? null,
    role: owner?.role ?? null,
    text,
    state,
    figures,
  };
}

function draftOf(view: RunView, { fact }: RunEvent): Draft | null {
  switch (fact.type) {
    case "run.started":
      return { kind: "section", text: firstLine(fact.prompt) };
    case "run.routed":
      return {
        kind: "note",
        text: `${fact.decision}: ${fact.reasons.slice(0, 3).join("; ")}`,
        figures: `about ${fact.estimatedLines} lines`,
      };
    case "run.paused":
      return { kind: "section", text: `paused: ${fact.message}`, state: "waiting" };
    case "run.resumed":
      return { kind: "section", text: "resumed" };
    case "run.ended": {
      const state = fact.outcome === "done" ? "ok" : "failed";
      const done =
        view.route?.decision === "chat" ? "done" : fact.verified ? "done, verified" : "done, not verified";
      const word = fact.outcome === "done" ? done : fact.outcome;
      return { kind: "section", text: `${word}: ${fact.summary}`, state, figures: spent(view) };
    }
    case "run.undone":
      return {
        kind: "section",
        text: [`undone: ${fact.restored.length} restored`, ...fact.kept.map(keptPath)].join("; "),
      };
    case "notice.given":
      return { kind: "note", text: fact.text };
    case "budget.raised":
      return {
        kind: "note",
        text: `budget raised from ${formatMicros(fact.from)} to ${formatMicros(fact.to)}`,
      };
    case "plan.accepted": {
      const count = fact.plan.steps.length;
      const how = fact.changed ? "changed and accepted" : "accepted";
      return {
        kind: "section",
        text: `${fact.replan ? "new plan" : "plan"} ${how}: ${counted(count, "step")}`,
        state: "ok",
      };
    }
    case "step.settled":
      return {
        kind: "section",
        text: `step ${fact.step} ${fact.status}: ${firstLine(fact.evidence)}`,
        state: fact.status === "done" ? "ok" : "failed",
      };
    case "approval.asked":
      return approvalAsked(view, fact.approval.id);
    case "approval.given":
      return approvalGiven(view, fact.approval);
    default:
      return taskDraft(view, fact);
  }
}

function approvalAsked(view: RunView, id: string): Draft | null {
  const approval = view.approvals[id];
  if (!approval) return null;
  const task = approval.task === undefined ? {} : { task: approval.task };
  return {
    kind: "approval",
    text: `asks (${approval.kind}): ${firstLine(approval.title)}`,
    state: "waiting",
    ...task,
  };
}

function approvalGiven(view: RunView, id: string): Draft | null {
  const approval = view.approvals[id];
  if (!approval?.answer) return null;
  const { verdict, origin, comment } = approval.answer;
  const by = { rule: "by rule", person: "by the user", engine: "by the engine" }[origin.kind];
  const task = approval.task === undefined ? {} : { task: approval.task };
  if (verdict === "rejected" && comment === withdrawnComment)
    return {
      kind: "approval",
      text: `withdrawn (${approval.kind}): it is not asked any more`,
      state: "info",
      ...task,
    };
  const state = verdict === "approved" ? "ok" : "failed";
  return {
    kind: "approval",
    text: `${verdict} ${by} (${approval.kind})${comment ? `: ${firstLine(comment)}` : ""}`,
    state,
    ...task,
  };
}

function taskDraft(view: RunView, fact: RunEvent["fact"]): Draft | null {
  switch (fact.type) {
    case "task.created":
      return {
        kind: "task",
        task: fact.task,
        text: `${fact.task} ${fact.role}: ${firstLine(fact.title)}`,
        state: "running",
        figures: fact.model,
      };
    case "task.ended": {
      const task = view.tasks[fact.task];
      const why = fact.failure
        ? `: ${fact.failure.message}`
        : fact.result
          ? `: ${firstLine(fact.result.text)}`
          : "";
      const figures = task ? `${counted(task.turns, "turn")} · ${formatMicros(task.micros)}` : "";
      return {
        kind: "task",
        task: fact.task,
        text: `${fact.task} ${fact.status}${why}`,
        state: fact.status === "done" ? "ok" : "failed",
        figures,
      };
    }
    case "task.steered":
      return { kind: "note", task: fact.task, text: `told: ${firstLine(fact.message)}` };
    case "task.condensed":
      return { kind: "note", task: fact.task, text: condensedText(fact.kept ?? 0) };
    case "message.added":
      return saidDraft(fact);
    case "model.settled":
      return settledDraft(fact);
    case "turn.retried":
      return {
        kind: "turn",
        task: taskOfTurn(fact.turn),
        text: `try ${fact.attempt} failed, waits ${(fact.waitMs / 1000).toFixed(1)} s: ${fact.failure.message}`,
        state: "waiting",
      };
    case "toolCall.settled": {
      const state = fact.outcome === "ok" && (fact.exitCode ?? 0) === 0 ? "ok" : "failed";
      const time = fact.ms >= 1000 ? `${(fact.ms / 1000).toFixed(1)} s` : "";
      return { kind: "toolCall", task: fact.task, text: `${fact.name} ${fact.note}`, state, figures: time };
    }
    default:
      return null;
  }
}

/** What a model said beside its tool calls, and what the engine said to it; an answer of calls alone says nothing. */
function saidDraft({ task, message }: Extract<RunEvent["fact"], { type: "message.added" }>): Draft | null {
  if (message.role === "user" && "text" in message)
    return { kind: "turn", task, text: `the engine says: ${firstLine(message.text)}` };
  if (message.role !== "assistant") return null;
  const text = firstLine("blob" in message ? message.head : textOf(message));
  return text ? { kind: "turn", task, text: `“${text}”` } : null;
}

function settledDraft(fact: Extract<RunEvent["fact"], { type: "model.settled" }>): Draft {
  const turn = fact.modelCall.split("#", 1)[0] ?? fact.modelCall;
  const task = taskOfTurn(turn);
  const usage = fact.usage;
  const cached = usage && usage.cacheRead > 0 ? ` (${usage.cacheRead} cached)` : "";
  const about = usage?.estimated ? "≈ " : "";
  const tokens = usage ? `${about}${inputTokens(usage)} in${cached}, ${usage.output} out` : "usage unknown";
  const figures = `${tokens} · ${formatMicros(fact.micros)}`;
  if (fact.failure)
    return { kind: "turn", task, text: `${turn} ${fact.failure.message}`, state: "failed", figures };
  const cut = fact.stop === null ? undefined : stopWords[fact.stop];
  const text = `${turn} ${fact.answeredBy ?? "answered"}${cut ?? ""}`;
  return { kind: "turn", task, text, state: cut ? "failed" : "ok", figures };
}

/** Ends of an answer that are more than its end. */
const stopWords: Partial<Record<StopReason, string>> = {
  "output-limit": ", cut off by the output limit",
  refusal: ", refused",
  "context-exceeded": ", out of room in its context",
};

function keptPath({ path, why }: { path: string; why: string }): string {
  return `${path} kept: ${why}`;
}

/** `t1` of `t1.4`. */
function taskOfTurn(turn: string): string {
  return turn.slice(0, turn.indexOf("."));
}

function spent(view: RunView): string {
  return `${formatMicros(spentOf(view))} of ${formatMicros(view.settings.capMicros)}`;
}

function condensedText(kept: number): string {
  const stay = kept === 1 ? "its last message stays" : `its last ${kept} messages stay`;
  return `the conversation was condensed${kept > 0 ? `; ${stay}` : ""}`;
}
