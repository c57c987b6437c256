// The cap was reached: a person may raise it, nobody else. A raise is a person's fact.
import { formatMicros, type Micros } from "../../protocol/money";
import type { TaskView } from "../../protocol/task";
import { approvalOf, askApproval } from "../agent/approve";
import type { Runtime } from "./runtime";

/** @returns true when the cap was raised, or the question was another's, and the caller may try again. */
export async function askForMoney(runtime: Runtime, task: TaskView, missing: Micros): Promise<boolean> {
  // What was said beforehand answers other questions; a cap is raised by a person who sees it.
  if (runtime.interactive !== true) return false;
  const { log } = runtime;
  const from = log.view().settings.capMicros;
  const rejected = Object.values(log.view().approvals).filter(
    ({ kind, answer }) => kind === "budget" && answer?.verdict === "rejected",
  ).length;
  const spent = log.view().purses.run?.spent ?? 0;
  // Half of the cap again, or what the next request needs if that is more, in whole cents.
  const to = Math.ceil((from + Math.max(from / 2, missing)) / 10_000) * 10_000;
  const detail = `${formatMicros(spent)} of ${formatMicros(from)} is spent. The next request of ${task.role} may cost ${formatMicros(missing)} more than is left. Approve to raise the cap to ${formatMicros(to)}, or stop; the run can be resumed either way.`;
  const approval = approvalOf({
    kind: "budget",
    // Asked again after a rejection: a resume that meets the cap once more is another question.
    about: `${from}:${rejected + 1}`,
    title: `Raise the budget to ${formatMicros(to)}?`,
    detail,
    action: `${from} -> ${to}`,
    subject: { kind: "budget", spent, from, to, missing },
    task,
  });
  const host = { view: log.view, emit: log.append, decided: runtime.decided };
  const answer = await askApproval(host, approval);
  // Withdrawn with the task that asked first: this one asks for itself, if it still needs to.
  if (answer.verdict === "rejected") return answer.origin.kind === "engine";
  const wanted = typeof answer.edit === "number" && answer.edit > from ? Math.floor(answer.edit) : to;
  // A restart between answer and raise finds the answer again; a raise that was made is not made twice.
  if (log.view().settings.capMicros !== from) return true;
  log.append({ type: "budget.raised", from, to: wanted, origin: answer.origin });
  return true;
}
