// Who asks a question, in the engine's words for a terminal: a person who answers has to know whose wish it is, whatever the
// question itself says. Pure; nothing an agent wrote is in it but names, with nothing hidden in them.
import type { Approval } from "../../protocol/approval";
import type { RunView } from "../../protocol/run";
import { visibleLine } from "../text/visibleText";

/** @param view of the run; null where it is not at hand. */
export function askedBy({ task, step }: Approval, view: Pick<RunView, "tasks"> | null): string {
  if (task === undefined) return "Asked by the engine";
  const known = view?.tasks[task];
  const role = known ? ` (${visibleLine(known.role)})` : "";
  const above = known?.parent ? view?.tasks[known.parent] : undefined;
  const parent = above ? `, a subtask of ${above.task} (${visibleLine(above.role)})` : "";
  return `Asked by ${task}${role}${parent}${step === undefined ? "" : `, for step ${visibleLine(step)}`}`;
}
