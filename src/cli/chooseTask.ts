// Which task of a run a person means: the one that was named, or the only one there is to speak to. Pure.
import { failure, type Result } from "../protocol/failure";
import type { RunView } from "../protocol/run";
import type { TaskView } from "../protocol/task";
import { flatTree, isOpen, taskTree } from "../protocol/taskTree";
import { cleanLine } from "./text/cleanText";
import { cutText } from "./text/textWidth";

/** The most tasks that are named in one sentence. */
const mostNamed = 8;

/**
 * @param wanted such as `t3`; undefined for the only active task.
 * @returns `not-found` or `invalid-input`, with the tasks there are.
 */
export function chooseTask(view: RunView, wanted: string | undefined): Result<TaskView> {
  const nodes = flatTree(taskTree(view)).filter(({ task }) => isOpen(task));
  const open = nodes.map(({ task }) => task);
  if (open.length === 0) return wrong(`No task of the run ${view.run} is open now.`);
  if (wanted !== undefined) return named(view, wanted, open);
  const active = nodes.filter((node) => node.active).map(({ task }) => task);
  const [only, second] = active.length > 0 ? active : open;
  if (only && !second) return { ok: true, value: only };
  const which = active.length > 0 ? "work" : "are open";
  return wrong(
    `${active.length || open.length} tasks ${which}; name one with --task: ${list(active.length > 0 ? active : open)}.`,
  );
}

function named(view: RunView, wanted: string, open: TaskView[]): Result<TaskView> {
  const task = view.tasks[wanted];
  if (!task) {
    const message = `There is no task "${cleanLine(wanted).slice(0, 40)}" in this run; open are ${list(open)}.`;
    return { ok: false, failure: failure("not-found", message) };
  }
  if (isOpen(task)) return { ok: true, value: task };
  return wrong(`The task ${wanted} has ended (${task.status}); open are ${list(open)}.`);
}

/** `t2 (coder: Write the parser), t3 (…)`. */
function list(tasks: readonly TaskView[]): string {
  const names = tasks
    .slice(0, mostNamed)
    .map(({ task, role, title }) => `${task} (${role}: ${cutText(cleanLine(title), 40)})`);
  const more = tasks.length > mostNamed ? [`${tasks.length - mostNamed} more`] : [];
  return [...names, ...more].join(", ");
}

function wrong(message: string): Result<never> {
  return { ok: false, failure: failure("invalid-input", message) };
}
