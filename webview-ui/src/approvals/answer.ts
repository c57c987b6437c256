// The command an answer is sent as. Pure: from the card and what the person put into it.
import type { ApprovalView } from "../../../src/protocol/approval";
import type { RunCommand } from "../../../src/protocol/command";
import type { CardDraft } from "./cardDraft";
import { isEdited } from "./planDraft";
import { readDollars } from "./readDollars";

export type GiveCommand = Extract<RunCommand, { type: "approval.give" }>;

/** Longest reason the engine takes, in characters. */
export const longestComment = 8000;
/** Longest message a task may be made to start from, in characters. */
export const longestMessage = 20_000;

export function approving(
  approval: ApprovalView,
  draft: CardDraft,
  scope: "once" | "run" = "once",
): GiveCommand {
  return { ...give(approval, "approved"), scope, ...editOf(approval, draft) };
}

/** Accepts a result and takes what its task changed back. */
export function undoing(approval: ApprovalView): GiveCommand {
  return { ...give(approval, "approved"), edit: { undo: true } };
}

/** @param comment goes back to the agent; empty for none. */
export function rejecting(approval: ApprovalView, comment: string): GiveCommand {
  return { ...give(approval, "rejected"), ...commented(comment) };
}

/** @param words the answer to a question. */
export function answering(approval: ApprovalView, words: string): GiveCommand {
  return { ...give(approval, "approved"), ...commented(words) };
}

function give({ id, hash }: ApprovalView, verdict: GiveCommand["verdict"]): GiveCommand {
  return { type: "approval.give", approval: id, hash, verdict, scope: "once" };
}

function commented(words: string): { comment?: string } {
  const comment = words.trim().slice(0, longestComment);
  return comment === "" ? {} : { comment };
}

/** Only what was changed: an untouched plan, message or cap is approved as it was asked. */
function editOf({ subject }: ApprovalView, draft: CardDraft): { edit?: unknown } {
  if (subject?.kind === "plan" && draft.plan && isEdited(subject.plan, draft.plan))
    return { edit: draft.plan };
  if (subject?.kind === "subtask" && draft.message !== null && draft.message !== subject.message)
    return { edit: { message: draft.message } };
  if (subject?.kind === "budget" && draft.cap !== null) {
    const micros = readDollars(draft.cap);
    return micros === null || micros === subject.to ? {} : { edit: micros };
  }
  return {};
}
