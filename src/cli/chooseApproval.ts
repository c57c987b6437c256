// Which open approval a person means: by its id, by its task, or the only one there is. Pure.
import type { ApprovalView } from "../protocol/approval";
import { failure, type Result } from "../protocol/failure";
import type { RunView } from "../protocol/run";
import { cleanLine } from "./text/cleanText";
import { openApprovals } from "./text/runWords";
import { visibleLine } from "./text/visibleText";

/**
 * @param wanted an approval's id, or a task with one open approval; undefined for the only one.
 * @returns `not-found` or `invalid-input`, with those that are open.
 */
export function chooseApproval(view: RunView, wanted: string | undefined): Result<ApprovalView> {
  const open = openApprovals(view);
  if (wanted !== undefined && view.approvals[wanted]?.answer) return answered(view.approvals[wanted]);
  if (open.length === 0) return wrong("not-found", "Nothing of this run waits for an answer now.");
  const fitting =
    wanted === undefined ? open : open.filter(({ id, task }) => id === wanted || task === wanted);
  const [only, second] = fitting;
  if (only && !second) return { ok: true, value: only };
  if (only) return wrong("invalid-input", `Several approvals wait; name one of them:\n${list(fitting)}`);
  const word = cleanLine(wanted ?? "").slice(0, 80);
  return wrong("not-found", `No approval "${word}" waits for an answer; these do:\n${list(open)}`);
}

function answered({ id, answer }: ApprovalView): Result<never> {
  return wrong(
    "invalid-input",
    `The approval ${id} was ${answer?.verdict} already; answering twice has one effect.`,
  );
}

function list(approvals: readonly ApprovalView[]): string {
  return approvals.map(({ id, title }) => `  ${visibleLine(id)}  ${visibleLine(title)}`).join("\n");
}

function wrong(code: "not-found" | "invalid-input", message: string): Result<never> {
  return { ok: false, failure: failure(code, message) };
}
