// Puts one approval to a person and makes the command from the answer. Shows all that is approved, nothing hidden;
// it never answers by itself.
import type { Role } from "../../core/roles/role";
import type { Approval } from "../../protocol/approval";
import type { RunCommand } from "../../protocol/command";
import type { Plan } from "../../protocol/plan";
import { readDollars } from "../text/dollars";
import { visibleLine, visibleText } from "../text/visibleText";
import { askPlan } from "./askPlan";
import type { Choice, Prompter } from "./prompter";

type Answer = Pick<Extract<RunCommand, { type: "approval.give" }>, "verdict" | "scope" | "comment" | "edit">;

export interface Asking {
  prompter: Prompter;
  /** Aborted when the approval was answered elsewhere. */
  signal: AbortSignal;
  /** For a plan: the plan itself, where it could be found, so that it can be changed. */
  plan?: Plan | null;
  /** For a plan: roles that its steps may have. */
  roles?: readonly Pick<Role, "name" | "modes">[];
}

/** @returns the command to send, or null where the person broke off. */
export async function askApproval(approval: Approval, asking: Asking): Promise<RunCommand | null> {
  const { prompter } = asking;
  prompter.show(shown(approval));
  const answer = await answerOf(approval, asking);
  if (!answer) return null;
  return { type: "approval.give", approval: approval.id, hash: approval.hash, ...answer };
}

function shown(approval: Approval): string {
  const detail = approval.detail === approval.title ? "" : `\n\n${visibleText(approval.detail)}`;
  return `\n[${approval.kind}] ${visibleLine(approval.title)}${detail}\n`;
}

function answerOf(approval: Approval, asking: Asking): Promise<Answer | null> {
  if (approval.kind === "question") return answerQuestion(approval, asking);
  if (approval.kind === "budget") return answerBudget(asking);
  if (approval.kind === "plan") return answerPlan(asking);
  return answerPlainly(approval, asking);
}

const approve: Choice = { value: "approve", label: "approve" };
const reject: Choice = { value: "reject", label: "reject, with a reason" };

async function answerPlainly(approval: Approval, asking: Asking): Promise<Answer | null> {
  const alone = approval.mustAsk || ["merge", "trust", "mcp"].includes(approval.kind);
  const always = {
    value: "always",
    label: "approve for the rest of this run",
    hint: `every ${approval.kind} of this run`,
  };
  const chosen = await asking.prompter.choose(
    "Your answer",
    alone ? [approve, reject] : [approve, always, reject],
    asking.signal,
  );
  if (chosen === null) return null;
  if (chosen === "reject") return rejected("Why not? The agent reads this", asking);
  return { verdict: "approved", scope: chosen === "always" ? "run" : "once" };
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
  if (approval.id.endsWith(":again")) return answerAgain(asking);
  const options = approval.options ?? [];
  if (options.length > 0) {
    const choices = options.map((option, at) => ({ value: String(at), label: visibleLine(option) }));
    const other = { value: "other", label: "another answer" };
    const chosen = await prompter.choose("Your answer", [...choices, other], signal);
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
