// Puts one approval to a person and makes the command from the answer. Shows all that is approved, nothing hidden;
// it never answers by itself.
import type { Role } from "../../core/roles/role";
import type { Approval } from "../../protocol/approval";
import type { RunCommand } from "../../protocol/command";
import { isEngineQuestion } from "../../protocol/engineQuestion";
import type { Plan } from "../../protocol/plan";
import type { RunView } from "../../protocol/run";
import { isRunAgain } from "../../protocol/runAgain";
import { readDollars } from "../text/dollars";
import { visibleLine, visibleText } from "../text/visibleText";
import { askedBy } from "./askedBy";
import { askPlan } from "./askPlan";
import type { Choice, Prompter } from "./prompter";

type Answer = Pick<Extract<RunCommand, { type: "approval.give" }>, "verdict" | "scope" | "comment" | "edit">;

export interface Asking {
  prompter: Prompter;
  /** Aborted when the approval was answered elsewhere. */
  signal: AbortSignal;
  /** Tells who asks; null where it is not at hand. */
  view?: Pick<RunView, "tasks"> | null;
  /** For a plan: the plan itself, where it could be found, so that it can be changed. */
  plan?: Plan | null;
  /** For a plan: roles that its steps may have. */
  roles?: readonly Pick<Role, "name" | "modes">[];
}

/** @returns the command to send, or null where the person broke off. */
export async function askApproval(approval: Approval, asking: Asking): Promise<RunCommand | null> {
  const { prompter } = asking;
  prompter.show(shown(approval, asking.view));
  const answer = await answerOf(approval, asking);
  if (!answer) return null;
  return { type: "approval.give", approval: approval.id, hash: approval.hash, ...answer };
}

/** All that is approved, and who asks, with nothing hidden. @param view tells the roles of those who ask. */
export function shown(approval: Approval, view: Pick<RunView, "tasks"> | null = null): string {
  const detail = approval.detail === approval.title ? "" : `\n\n${visibleText(approval.detail)}`;
  return `\n[${approval.kind}] ${visibleLine(approval.title)}\n${askedBy(approval, view)}${detail}\n`;
}

function answerOf(approval: Approval, asking: Asking): Promise<Answer | null> {
  if (approval.kind === "question") return answerQuestion(approval, asking);
  if (approval.kind === "budget") return answerBudget(asking);
  if (approval.kind === "plan") return answerPlan(asking);
  if (approval.subject?.kind === "subtask") return answerSubtask(approval, approval.subject.message, asking);
  return answerPlainly(approval, asking);
}

const approve: Choice = { value: "approve", label: "approve" };
const reject: Choice = { value: "reject", label: "reject, with a reason" };
const undo: Choice = {
  value: "undo",
  label: "accept, and undo its changes",
  hint: "the result counts, the files go back",
};
const edit: Choice = { value: "edit", label: "change the message, then approve" };

/** A subtask starts from its message: a person may say it in other words first. */
async function answerSubtask(approval: Approval, message: string, asking: Asking): Promise<Answer | null> {
  const { prompter, signal } = asking;
  let words = message;
  for (;;) {
    const chosen = await chooseAnswer(approval, asking, [edit]);
    if (chosen !== "edit")
      return answerOfChoice(chosen, asking, words === message ? {} : { edit: { message: words } });
    const written = await prompter.words("What shall it do?", signal, words);
    // Broken off in the middle of a change: it is still to be answered.
    if (signal.aborted) return null;
    if (written === null || written.trim() === "") continue;
    words = written;
    if (words !== message) prompter.show(`\nIt starts from:\n\n${visibleText(words)}\n`);
  }
}

async function answerPlainly(approval: Approval, asking: Asking): Promise<Answer | null> {
  const canUndo = approval.subject?.kind === "completion" && approval.subject.canUndo === true;
  const chosen = await chooseAnswer(approval, asking, canUndo ? [undo] : []);
  if (chosen === "undo") return { verdict: "approved", scope: "once", edit: { undo: true } };
  return answerOfChoice(chosen, asking, {});
}

function chooseAnswer(approval: Approval, asking: Asking, more: Choice[]): Promise<string | null> {
  const always = {
    value: "always",
    label: "approve for the rest of this run",
    hint: `every ${approval.kind} of this run`,
  };
  const choices = isAnsweredAlone(approval) ? [approve, ...more, reject] : [approve, always, ...more, reject];
  return asking.prompter.choose("Your answer", choices, asking.signal);
}

async function answerOfChoice(
  chosen: string | null,
  asking: Asking,
  changed: Pick<Answer, "edit">,
): Promise<Answer | null> {
  if (chosen === null) return null;
  if (chosen === "reject") return rejected("Why not? The agent reads this", asking);
  return { verdict: "approved", scope: chosen === "always" ? "run" : "once", ...changed };
}

/** Whether its answer reaches no further than itself, whatever is wished. */
export function isAnsweredAlone({ kind, mustAsk }: Pick<Approval, "kind" | "mustAsk">): boolean {
  return mustAsk === true || ["question", "trust", "mcp", "budget", "merge", "plan"].includes(kind);
}

async function answerPlan(asking: Asking): Promise<Answer | null> {
  // A plan that could not be found again is taken or sent back whole.
  if (!asking.plan) return answerWhole(asking);
  const answer = await askPlan(asking.plan, asking);
  if (answer === "rejected") return rejected("What shall the planner change?", asking);
  if (answer === null) return null;
  return { verdict: "approved", scope: "once", ...(answer.changed ? { edit: answer.plan } : {}) };
}

async function answerWhole(asking: Asking): Promise<Answer | null> {
  const chosen = await asking.prompter.choose("Your answer to the plan", [approve, reject], asking.signal);
  if (chosen === null) return null;
  if (chosen === "reject") return rejected("What shall the planner change?", asking);
  return { verdict: "approved", scope: "once" };
}

async function answerQuestion(approval: Approval, asking: Asking): Promise<Answer | null> {
  const { prompter, signal } = asking;
  // The engine's own question about a command it lost sight of is a yes or a no.
  if (isRunAgain(approval.id)) return answerAgain(asking);
  const options = approval.options ?? [];
  if (options.length > 0) {
    const choices = options.map((option, at) => ({ value: String(at), label: visibleLine(option) }));
    const other = isEngineQuestion(approval) ? [] : [{ value: "other", label: "another answer" }];
    const chosen = await prompter.choose("Your answer", [...choices, ...other], signal);
    if (chosen === null) return null;
    if (chosen !== "other")
      return { verdict: "approved", scope: "once", comment: options[Number(chosen)] ?? "" };
  }
  const comment = await prompter.words("Your answer (empty: the agent decides)", signal);
  if (comment === null) return null;
  if (comment.trim() === "") return { verdict: "rejected", scope: "once" };
  return { verdict: "approved", scope: "once", comment };
}

async function answerAgain({ prompter, signal }: Asking): Promise<Answer | null> {
  const again = { value: "again", label: "run it again" };
  const chosen = await prompter.choose(
    "Your answer",
    [again, { value: "leave", label: "go on without" }],
    signal,
  );
  if (chosen === null) return null;
  return { verdict: chosen === "again" ? "approved" : "rejected", scope: "once" };
}

async function answerBudget(asking: Asking): Promise<Answer | null> {
  const { prompter, signal } = asking;
  const other = { value: "other", label: "raise it to another amount" };
  const stop = { value: "stop", label: "stop here", hint: "the run can be resumed later" };
  const chosen = await prompter.choose("Your answer", [approve, other, stop], signal);
  if (chosen === null) return null;
  if (chosen === "approve") return { verdict: "approved", scope: "once" };
  if (chosen === "stop") return { verdict: "rejected", scope: "once" };
  for (;;) {
    const written = await prompter.words("The new budget in dollars, such as 5.00", signal);
    if (written === null) return null;
    const read = readDollars(written, "The budget");
    if (read.ok) return { verdict: "approved", scope: "once", edit: read.value };
    prompter.show(read.failure.message);
  }
}

async function rejected(question: string, { prompter, signal }: Asking): Promise<Answer | null> {
  const comment = await prompter.words(question, signal);
  if (comment === null) return null;
  return { verdict: "rejected", scope: "once", ...(comment.trim() === "" ? {} : { comment }) };
}
