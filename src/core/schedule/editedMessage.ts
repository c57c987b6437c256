// The words a person put in the place of a model's when they approved it. Pure.
import type { ApprovalAnswer } from "../../protocol/approval";

/** Null where they left the message as it was. */
export function editedMessage(answer: ApprovalAnswer | null): string | null {
  const edited = (answer?.edit as { message?: unknown } | undefined)?.message;
  return typeof edited === "string" && edited.trim() !== "" ? edited : null;
}
