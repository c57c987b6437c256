// Reviewers judge what a session merged before a person is asked; blind to each other, on the diff alone. Pure.
import type { RunView } from "../../../protocol/run";
import type { TaskView } from "../../../protocol/task";
import type { Action, TaskSpec } from "../action";
import { heirOf } from "../heirs";
import { type Counted, countVotes } from "../review";
import { roleIn } from "../roleIn";
import { isOpen, tasksOf } from "../tasks";

const reviewer = "reviewer";

/** The next thing to do for the review; null where none is wanted, or it is done. */
export function decideReview(view: RunView): Action[] | null {
  const strategy = view.settings.session?.merge.strategy;
  if (strategy !== "orchestrator-review" || !view.settings.models[reviewer]) return null;
  const tasks = reviewTasks(view);
  if (tasks.length === 0) return specsOf(view).map((spec): Action => ({ kind: "createTask", spec }));
  const missing = specsOf(view).filter(({ origin }) => !tasks.some((task) => task.origin === origin));
  if (missing.length > 0) return missing.map((spec): Action => ({ kind: "createTask", spec }));
  const open = tasks.map((task) => heirOf(view, task)).filter(isOpen);
  return open.length > 0 ? open.map(({ task }): Action => ({ kind: "runTask", task })) : null;
}

/** What the reviewers of this merge round say; null where there was no review. */
export function reviewOf(view: RunView): Counted | null {
  const tasks = reviewTasks(view).map((task) => heirOf(view, task));
  return tasks.length > 0 && !tasks.some(isOpen) ? countVotes(view.settings, tasks) : null;
}

/** Those that judge the tree as it is now: of this merge round and iteration. */
function reviewTasks(view: RunView): TaskView[] {
  return tasksOf(view, "review").filter(({ origin }) => origin.startsWith(prefixOf(view)));
}

function prefixOf({ session, iteration }: RunView): string {
  return `review:${session?.rounds ?? 0}:${iteration}:`;
}

function specsOf(view: RunView): TaskSpec[] {
  const own = view.settings.models[roleIn(view, reviewer)?.name ?? reviewer]?.id;
  const models = view.settings.review?.models ?? (own ? [own] : []);
  return models.map((model, index) => ({
    purpose: "review",
    role: reviewer,
    title: models.length > 1 ? `review (${index + 1} of ${models.length})` : "review",
    step: null,
    iteration: view.iteration,
    origin: `${prefixOf(view)}${index + 1}`,
    model,
  }));
}
