// An approval in the chat: what is asked, whole, and buttons to answer it. Pure. What a person cannot see here in full
// is approved in the sidebar and not by a button of the chat.
import type { Approval, ApprovalKind, ApprovalView } from "../../protocol/approval";
import { isEngineQuestion } from "../../protocol/engineQuestion";
import { firstLine } from "../../protocol/firstLine";
import { formatMicros } from "../../protocol/money";
import type { RunView } from "../../protocol/run";
import { isRunAgain } from "../../protocol/runAgain";
import { visibleText } from "../../protocol/visibleText";
import type { ChatCommand, ChatPiece } from "./chatPiece";
import { planText } from "./planPieces";
import { fenced, plain } from "./safeMarkdown";

/** What fits into a chat; longer texts are looked at in the sidebar. */
const mostCharacters = 6_000;
const mostLines = 80;
const mostTitle = 300;
const mostOptions = 6;
const more = "\n\nThe rest is in the sidebar.";

const words: Record<ApprovalKind, string> = {
  plan: "Plan",
  subtask: "New task",
  completion: "Result",
  command: "Shell command",
  edit: "Edit",
  merge: "Merge",
  budget: "Budget",
  trust: "Trust",
  mcp: "MCP server",
  question: "Question",
};

/** Answered only where everything about them is shown: the sidebar. */
const elsewhere = new Set<ApprovalKind>(["trust", "mcp"]);

export function askedPieces(view: RunView, approval: Approval): ChatPiece[] {
  const { text, whole } = shown(view, approval);
  const title = `**Approval needed: ${words[approval.kind]}** · ${plain(approval.title, mostTitle)}`;
  const direct = whole && !elsewhere.has(approval.kind);
  return [
    { type: "markdown", text: [title, text].filter((one) => one !== "").join("\n\n") },
    ...(direct ? answerButtons(view.run, approval) : []),
    button("kilo.chat.review", "Review in Sidebar", view.run, approval),
  ];
}

/** A person's answer is said; a rule's needs no words. */
export function answeredPieces(view: RunView, id: string): ChatPiece[] {
  const approval: ApprovalView | undefined = view.approvals[id];
  const answer = approval?.answer;
  if (!approval || !answer || answer.origin.kind !== "person") return [];
  const sign = answer.verdict === "approved" ? "✓ Approved" : "✗ Rejected";
  const comment = answer.comment ? `: ${plain(answer.comment)}` : "";
  return [{ type: "markdown", text: `${sign} (${words[approval.kind]})${comment}` }];
}

/** A plan is a list; everything else its detail to the letter, with what is not drawn made visible. */
function shown(view: RunView, approval: Approval): { text: string; whole: boolean } {
  const { subject, detail, title } = approval;
  if (subject?.kind === "plan") {
    const checks =
      subject.checks.length > 0
        ? `\n\nCommands that become checks:\n${fenced(subject.checks.join("\n"), "sh")}`
        : "";
    const whole = detail.length <= mostCharacters;
    const text = `${planText(view, subject.plan, whole ? "whole" : "short")}${checks}`;
    return { text: whole ? text : `${text}${more}`, whole };
  }
  const said = detail.trim() === "" || detail === title;
  if (said && title.length <= mostTitle) return { text: "", whole: true };
  if (approval.kind === "budget") return { text: plain(detail, mostCharacters), whole: true };
  const lines = visibleText(detail).split("\n");
  const whole = detail.length <= mostCharacters && lines.length <= mostLines;
  const text = whole ? detail : `${lines.slice(0, mostLines).join("\n").slice(0, mostCharacters)}\n…`;
  const language = /^(diff --git|@@ )/m.test(detail) ? "diff" : approval.kind === "command" ? "sh" : "";
  return { text: `${fenced(text, language)}${whole ? "" : more}`, whole };
}

function answerButtons(run: string, approval: Approval): ChatPiece[] {
  if (approval.kind === "question") return questionButtons(run, approval);
  const { subject } = approval;
  const approve =
    subject?.kind === "budget"
      ? `Raise to ${formatMicros(subject.to)}`
      : approval.kind === "plan"
        ? "Approve Plan"
        : "Approve";
  return [
    button("kilo.chat.approve", approve, run, approval),
    button("kilo.chat.reject", approval.kind === "budget" ? "Stop Here" : "Reject…", run, approval),
  ];
}

function questionButtons(run: string, approval: Approval): ChatPiece[] {
  // The engine's own question about a command it lost sight of is a yes or a no.
  if (isRunAgain(approval.id)) {
    return [
      button("kilo.chat.approve", "Run It Again", run, approval),
      button("kilo.chat.reject", "Go On Without", run, approval),
    ];
  }
  const options = approval.options ?? [];
  const given = options.length <= mostOptions ? options : [];
  return [
    ...given.map((option) =>
      button("kilo.chat.answer", firstLine(visibleText(option)), run, approval, option),
    ),
    ...(isEngineQuestion(approval) && given.length > 0
      ? []
      : [button("kilo.chat.answer", "Answer…", run, approval)]),
  ];
}

function button(
  command: ChatCommand,
  title: string,
  run: string,
  { id, hash }: Approval,
  ...rest: string[]
): ChatPiece {
  return { type: "button", title, command, arguments: [run, id, hash, ...rest] };
}
