// Work that did not fit into one conversation, even a shortened one: whoever plans, or gave it, is asked to split what is
// left of it. Pure. Source of the rule: reliability facts A5, "compact once, then split the step".
import type { Failure } from "../../protocol/failure";
import { firstOf } from "../../protocol/firstOf";
import type { RunView } from "../../protocol/run";

/** Names of files that are listed at most. */
const maxFiles = 40;

export function isTooLarge(cause: Pick<Failure, "code"> | undefined): boolean {
  return cause?.code === "provider-context-exceeded";
}

/** What a new plan has to know of steps that were too large; null where none was. */
export function splitText(view: RunView): string | null {
  const tooLarge = view.steps.filter(
    ({ status, task }) => status === "failed" && isTooLarge(view.tasks[task ?? ""]?.failure),
  );
  if (tooLarge.length === 0) return null;
  const names = tooLarge.map(({ id, title }) => `${id} (${title})`).join(", ");
  const files = Object.keys(view.files);
  const changed = firstOf(files, maxFiles) || "nothing";
  return `Too large for one conversation: ${names}. Split what is left of it into smaller steps, each of which has to read and change less. Changed so far: ${changed}.`;
}
