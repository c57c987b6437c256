// What a chat shows for a run's facts: pieces in order, as plain data. Pure. Words of models, tools and files stand in
// them only as escaped words or safe Markdown; nothing here is ever trusted.
import type { RunEvent } from "../../protocol/event";
import type { Body } from "../../protocol/message";
import type { RunView } from "../../protocol/run";
import { type RowState, traceRow } from "../../protocol/trace";
import { answeredPieces, askedPieces } from "./approvalPieces";
import { changedFiles } from "./changedFiles";
import type { ChatPiece } from "./chatPiece";
import { planPieces } from "./planPieces";
import { plain } from "./safeMarkdown";

/**
 * @param view the run after all of these events.
 * @param events new facts, in order; what was asked and answered among them is not asked again.
 */
export function chatPieces(view: RunView, events: readonly RunEvent[]): ChatPiece[] {
  return events.flatMap((event) => piecesOf(view, event));
}

/** What a chat that joins a run must show before anything new: approvals that wait. */
export function waitingPieces(view: RunView): ChatPiece[] {
  return Object.values(view.approvals)
    .filter(({ answer }) => !answer)
    .flatMap((approval) => askedPieces(view, approval));
}

function piecesOf(view: RunView, event: RunEvent): ChatPiece[] {
  const { fact } = event;
  switch (fact.type) {
    case "run.started":
      return fact.notices.map((notice) => markdown(`Note: ${plain(notice)}`));
    case "run.routed":
      return [...routedPieces(fact), openTrace(view.run)];
    case "task.started":
      return taskPieces(view, fact.task);
    case "baseline.started":
      return [progress("Checks run before the first edit")];
    case "verification.started":
      return [progress(`Checks run: iteration ${fact.iteration} of ${view.settings.maxIterations}`)];
    case "plan.accepted":
      return planPieces(view, fact);
    case "approval.asked": {
      const approval = view.approvals[fact.approval.id];
      return approval && !approval.answer ? askedPieces(view, approval) : [];
    }
    case "approval.given":
      return answeredPieces(view, fact.approval);
    case "run.paused":
      return pausedPieces(view, fact.message);
    case "run.ended":
      return endedPieces(view, fact.report);
    default:
      return isLine(fact) ? linePieces(view, event) : [];
  }
}

/** Facts that are one line, in the words of the trace. */
function isLine(fact: RunEvent["fact"]): boolean {
  switch (fact.type) {
    case "step.settled":
    case "verification.ended":
    case "progress.lost":
    case "budget.raised":
    case "tree.restored":
    case "result.applied":
    case "run.undone":
    case "run.resumed":
    case "notice.given":
    case "turn.retried":
      return true;
    case "iteration.started":
      return fact.iteration > 1;
    case "check.settled":
      return fact.iteration > 0;
    case "baseline.measured":
      return fact.receipts.some(({ exitCode }) => exitCode !== 0);
    case "task.ended":
      return fact.status === "failed";
    case "model.settled":
      return fact.failure !== undefined;
    default:
      return false;
  }
}

const signs: Record<RowState, string> = { ok: "✓ ", failed: "✗ ", waiting: "… ", info: "", running: "" };

function linePieces(view: RunView, event: RunEvent): ChatPiece[] {
  const row = traceRow(view, event);
  if (!row) return [];
  const text = `${signs[row.state]}${plain(row.text)}`;
  const { type } = event.fact;
  if (type === "turn.retried" || type === "model.settled") return [progress(text)];
  return [markdown(type === "verification.ended" || type === "iteration.started" ? `**${text}**` : text)];
}

const decisions = {
  orchestrate: "Planner, coders and debugger",
  single: "One agent",
  chat: "An answer without edits",
} as const;

function routedPieces(fact: Extract<RunEvent["fact"], { type: "run.routed" }>): ChatPiece[] {
  return [markdown(`**${decisions[fact.decision]}**: ${plain(fact.reasons.slice(0, 2).join("; "))}`)];
}

function taskPieces(view: RunView, id: string): ChatPiece[] {
  const task = view.tasks[id];
  if (!task) return [];
  const what = task.purpose === "plan" ? "makes a plan" : plain(task.title, 120);
  return [progress(`${plain(task.role)}: ${what} (${plain(task.model)})`)];
}

function pausedPieces(view: RunView, message: string): ChatPiece[] {
  // Asked for at the end of the batch: a pause that is over needs no button.
  if (view.status !== "paused") return [markdown(`Paused: ${plain(message)}`)];
  const { run } = view;
  return [
    markdown(
      `**Paused**: ${plain(message)}\n\nNothing is lost. Resume it here, in the Kilo view, or with \`kilo-code resume ${run}\`.`,
    ),
    { type: "button", title: "Resume", command: "kilo.chat.resume", arguments: [run] },
  ];
}

function endedPieces(view: RunView, body: Body): ChatPiece[] {
  const { run } = view;
  const undo: ChatPiece = {
    type: "button",
    title: "Undo Changes",
    command: "kilo.chat.undo",
    arguments: [run],
  };
  return [{ type: "report", body }, openTrace(run), ...(changedFiles(view) > 0 ? [undo] : [])];
}

function openTrace(run: string): ChatPiece {
  return { type: "button", title: "Open Trace", command: "kilo.chat.openTrace", arguments: [run] };
}

function progress(text: string): ChatPiece {
  return { type: "progress", text };
}

function markdown(text: string): ChatPiece {
  return { type: "markdown", text };
}
