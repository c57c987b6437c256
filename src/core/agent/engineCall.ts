// A call that only the engine can carry out: subtasks, questions upwards, changes of plan and role. Asked for once, begun
// once, answered once; after a crash what it made is found again, and it is only waited for.
import { FailureError, isStorageFailure } from "../../protocol/failure";
import { toolError } from "../tools/tool";
import { askApproval } from "./approve";
import { type CallInput, type CallOutcome, intend, settle } from "./callFacts";
import type { EngineAnswer, TaskHost } from "./taskHost";

const intent = { effect: "engine", targets: [] as string[] } as const;

/** Calls whose work may go on side by side with others of the same answer. */
export const sideBySide: ReadonlySet<string> = new Set(["new_task", "answer_task"]);

export async function engineCall(host: TaskHost, input: CallInput, value: unknown): Promise<CallOutcome> {
  const { task, call, toolCall, signal } = input;
  const startedMs = host.ports.monotonic();
  const wish = await host.engineCall(task, call.name, value, toolCall);
  if (wish.kind === "refused") {
    intend(host, input, intent, "deny", "the engine refused it", null);
    return settle(host, input, toolError(wish.text, "refused"), { outcome: "error", unusable: true });
  }
  if (!host.view().openToolCalls[toolCall]) {
    const { approval, reason, about = null } = wish;
    const answer = approval ? await askApproval(host, approval, about) : null;
    const verdict = approval ? "ask" : "allow";
    if (answer?.verdict === "rejected") {
      intend(host, input, intent, verdict, reason, approval?.hash ?? null);
      const why = answer.comment ? `: ${answer.comment}` : ".";
      const output = toolError(`The user rejected this${why}`, "rejected");
      return settle(host, input, output, { outcome: "rejected", startedMs });
    }
    const begun = await wish.begin(answer).catch((thrown: unknown) => faultAnswer(thrown, signal));
    if (typeof begun !== "function") {
      intend(host, input, intent, verdict, reason, approval?.hash ?? null);
      return settle(host, input, toolError(begun.text, begun.note), { outcome: "error", startedMs });
    }
    intend(host, input, intent, verdict, reason, approval?.hash ?? null, begun());
  }
  const end = await wish.finish(signal).catch((thrown: unknown) => faultAnswer(thrown, signal));
  if (end.rests) {
    return {
      rests: end.text,
      text: "",
      isError: false,
      unusable: false,
      changedFiles: false,
      exitCode: null,
    };
  }
  const { text, note, isError, changedFiles, facts } = end;
  const outcome = settle(
    host,
    input,
    { text, note, ...(isError ? { isError } : {}) },
    { outcome: isError ? "error" : "ok", startedMs, read: true, ...(facts ? { facts } : {}) },
  );
  return { ...outcome, changedFiles: changedFiles ?? false };
}

/** An expected fault on the way is this call's answer, not the end of the task that called. Others are thrown on. */
function faultAnswer(thrown: unknown, signal: AbortSignal): EngineAnswer {
  const cause = thrown instanceof FailureError ? thrown.failure : null;
  if (signal.aborted || cause === null || cause.code === "aborted" || isStorageFailure(cause)) throw thrown;
  return { text: cause.message, note: "failed", isError: true };
}
