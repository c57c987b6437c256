// What the primary button of a card says and does, and why it cannot be pressed. Pure.
import type { InboxEntry } from "../../../src/protocol/wire";
import { tooLong } from "../ui/figures";
import { approving, type GiveCommand, longestMessage } from "./answer";
import type { CardDraft } from "./cardDraft";
import { asksAgain, cardWords } from "./cardWords";
import { isEdited } from "./planDraft";
import { planProblem } from "./planProblem";
import { capProblem } from "./readDollars";
import { stepRoles } from "./stepRoles";

export interface Approving {
  label: string;
  /** Why it cannot be approved as it stands. */
  problem: string | null;
  command: GiveCommand;
}

/** @param resumes the run is paused: approving also resumes it. */
export function approveOf(entry: InboxEntry, draft: CardDraft, resumes: boolean): Approving {
  const { approval, models } = entry;
  const { subject } = approval;
  const made = {
    label: cardWords(approval, resumes).approve,
    problem: null,
    command: approving(approval, draft),
  };
  if (asksAgain(approval)) return { ...made, label: resumes ? "Resume and run it again" : "Run it again" };
  if (subject?.kind === "plan" && draft.plan && isEdited(subject.plan, draft.plan)) {
    const problem = planProblem(draft.plan, stepRoles(entry, subject.plan), models);
    return { ...made, label: editedLabel(resumes), problem };
  }
  if (subject?.kind === "subtask" && draft.message !== null && draft.message !== subject.message) {
    return { ...made, label: editedLabel(resumes), problem: messageProblem(draft.message) };
  }
  if (subject?.kind === "budget" && draft.cap !== null) {
    return { ...made, problem: capProblem(draft.cap, subject.from) };
  }
  return made;
}

function editedLabel(resumes: boolean): string {
  return resumes ? "Approve as edited and resume" : "Approve as edited";
}

function messageProblem(message: string): string | null {
  if (message.trim() === "") return "A task needs a message to start from.";
  const over = message.length - longestMessage;
  return over > 0 ? `The message is ${tooLong(over)}.` : null;
}
