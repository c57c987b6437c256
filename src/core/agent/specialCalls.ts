// The two kinds of call that the engine answers itself: a question to the person, and the wish to end a task.
import type { ApprovalAnswer } from "../../protocol/approval";
import type { Failure } from "../../protocol/failure";
import { toolError } from "../tools/tool";
import { approvalOf, askApproval } from "./approve";
import { type CallInput, type CallOutcome, intend, settle } from "./callFacts";
import { endReasonOf } from "./endReason";
import type { TaskHost } from "./taskHost";

/** `ask_user`: waits for a person's words. */
export async function askUser(host: TaskHost, input: CallInput, value: unknown): Promise<CallOutcome> {
  const { question, options } = value as { question: string; options?: string[] };
  const { task, toolCall } = input;
  const approval = approvalOf({
    kind: "question",
    about: toolCall,
    title: question,
    detail: question,
    action: question,
    task,
    toolCall,
    ...(options ? { options } : {}),
  });
  const answer = await askApproval(host, approval);
  intend(host, input, { effect: "read", targets: [] }, "ask", "a question to the person", approval.hash);
  const text = answer.comment ?? (answer.verdict === "approved" ? "Yes." : "No answer; decide yourself.");
  return settle(host, input, { text, note: "answered" }, { outcome: "ok" });
}

/** An ending tool: refused, asked for, or accepted by the engine; only then does the task end. */
export async function endTask(host: TaskHost, input: CallInput, value: unknown): Promise<CallOutcome> {
  const { task, call, toolCall, transcript } = input;
  if (transcript.unheard()) {
    intend(host, input, { effect: "ending", targets: [] }, "deny", "the user said something meanwhile", null);
    const text = "Not yet: the user said something while you worked. Read it, then end.";
    return settle(host, input, toolError(text, "sent back"), { outcome: "error" });
  }
  const ending = await host.ending(task, call.name, value, toolCall);
  if (ending.kind === "refused") {
    intend(host, input, { effect: "ending", targets: [] }, "deny", "the engine refused the ending", null);
    return settle(host, input, toolError(ending.text, "sent back"), { outcome: "error", unusable: true });
  }
  if (ending.kind === "failed") return failTask(host, input, ending.failure);
  if (ending.kind === "accepted") {
    intend(host, input, { effect: "ending", targets: [] }, "allow", "no approval is needed", null);
    return finish(host, input, ending.facts, ending.result);
  }
  const answer = await askApproval(host, ending.approval);
  intend(
    host,
    input,
    { effect: "ending", targets: [] },
    "ask",
    `${ending.approval.kind} approval`,
    ending.approval.hash,
  );
  if (answer.verdict === "rejected") return sendBack(host, input, answer);
  const { facts, result } = await ending.accept(answer);
  return finish(host, input, facts, result);
}

/** The task fails with this call. */
export function failTask(host: TaskHost, input: CallInput, cause: Failure): CallOutcome {
  intend(host, input, { effect: "ending", targets: [] }, "deny", "the engine ends the task", null);
  const reason = endReasonOf(cause);
  const { task } = input.task;
  const facts = [{ type: "task.ended" as const, task, status: "failed" as const, failure: cause, reason }];
  const outcome = settle(host, input, toolError(cause.message, "refused"), { outcome: "error", facts });
  return { ...outcome, failed: cause };
}

function sendBack(host: TaskHost, input: CallInput, answer: ApprovalAnswer): CallOutcome {
  const why = answer.comment ? `: ${answer.comment}` : "; change it and try again.";
  return settle(host, input, toolError(`The user rejected this${why}`, "rejected"), { outcome: "rejected" });
}

function finish(
  host: TaskHost,
  input: CallInput,
  facts: Parameters<TaskHost["emit"]>,
  result: NonNullable<CallOutcome["ended"]>,
): CallOutcome {
  const { task } = input.task;
  return settle(
    host,
    input,
    { text: "Accepted.", note: "accepted" },
    {
      outcome: "ok",
      read: true,
      facts: [...facts, { type: "task.ended", task, status: "done", result, reason: "done" }],
      ended: result,
    },
  );
}
