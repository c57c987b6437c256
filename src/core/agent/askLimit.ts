// Keeps an agent from wearing a person down: after many refusals, or the same question again and again, it rests until the
// person says that it may go on. Counted from the log, so that a restart starts nothing anew.
import { FailureError, failure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { approvalOf, askApproval } from "./approve";
import type { CallInput } from "./callFacts";
import type { TaskHost } from "./taskHost";

/** Refusals of a task, by the policy or by a person, and questions about one and the same action. */
const mostRefused = 10;
const mostRepeated = 20;
const goOn = "let it go on";
const end = "end it";

/**
 * To be called before a call is refused or asked about once more.
 * @param action hash of what would be asked; null for a call that the policy refuses.
 * @throws FailureError `ask-limit` where the person ends the task; also when the run is paused while it waits.
 */
export async function askLimit(host: TaskHost, input: CallInput, action: Hash | null): Promise<void> {
  const { task, transcript } = input;
  const approvals = Object.values(host.view().approvals);
  const about = `${task.task}:asks`;
  const times = approvals.filter(({ id, answer }) => id.startsWith(`question:${about}`) && answer).length;
  const repeated = approvals.filter(
    (one) => one.hash === action && one.task === task.task && one.answer?.origin.kind === "person",
  ).length;
  const many = transcript.refused >= mostRefused * (times + 1);
  if (!many && repeated < mostRepeated * (times + 1)) return;
  const what = many ? `was refused ${transcript.refused} times` : `asked for the same ${repeated} times`;
  const title = `The ${task.role} ${what}. May it go on?`;
  const approval = approvalOf({
    kind: "question",
    about: `${about}${times > 0 ? `:${times + 1}` : ""}`,
    title,
    detail: `${title}\nIt rests until you say so; what it reads may have told it to keep asking.`,
    action: title,
    task,
    options: [goOn, end],
  });
  const answer = await askApproval(host, approval);
  if (answer.verdict === "approved" && answer.comment !== end) return;
  throw new FailureError(failure("ask-limit", `The ${task.role} ${what}, and was ended.`));
}
