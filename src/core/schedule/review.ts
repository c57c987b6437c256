// Review steps: who carries one out, what each of them votes, what the engine counts. Reviewers do not see each other.
// Pure: no model is asked what its review comes to.
import { modelName } from "../../protocol/modelWords";
import type { RunView, StepView } from "../../protocol/run";
import type { RunSettings } from "../../protocol/settings";
import type { ReviewReport, TaskResult, TaskView } from "../../protocol/task";
import { tasksOf } from "../../protocol/taskTree";
import type { TaskSpec } from "./action";
import { currentSteps } from "./graph";
import { heirOf } from "./heirs";
import { roleIn } from "./roleIn";

type Vote = ReviewReport["votes"][number];

/** Whether a step is judged by reviewers, whose votes settle it. */
export function isReview(view: Pick<RunView, "settings">, { role }: Pick<StepView, "role">): boolean {
  return roleIn(view, role)?.packet === "review";
}

/** Models that review a step: the one a person chose for it, else those of the settings, else the role's own. */
export function reviewModels({ settings }: Pick<RunView, "settings">, step: StepView): string[] {
  if (step.model) return [step.model];
  const own = settings.models[roleIn({ settings }, step.role)?.name ?? ""]?.id;
  return settings.review?.models ?? (own ? [own] : []);
}

/** The tasks a step is carried out by: one, or one for each reviewer. */
export function stepSpecs(view: RunView, step: StepView): TaskSpec[] {
  const { id, role, title } = step;
  const origin = originOf(view, step);
  const { iteration } = view;
  const spec: TaskSpec = { purpose: "step", role, title, step: id, iteration, origin };
  const models = isReview(view, step) ? reviewModels(view, step) : [];
  if (models.length < 2) return [step.model ? { ...spec, model: step.model } : withModel(spec, models[0])];
  return models.map((model, index) => ({
    ...spec,
    model,
    title: `${title} (${index + 1} of ${models.length})`,
    origin: index === 0 ? origin : `${origin}:${index + 1}`,
  }));
}

function withModel(spec: TaskSpec, model: string | undefined): TaskSpec {
  return model ? { ...spec, model } : spec;
}

/** What a step's first task is made from; an agent that is begun once more has another origin. */
export function originOf({ session }: RunView, { id, agent }: Pick<StepView, "id" | "agent">): string {
  const round = session?.agents[agent ?? ""]?.round ?? 1;
  return round > 1 ? `step:${id}#${round}` : `step:${id}`;
}

/** The tasks of a step, each by the last it was handed to, in the order they were made. */
export function stepTasks(view: RunView, step: Pick<StepView, "id" | "agent">): TaskView[] {
  const own = originOf(view, step);
  const isOwn = (task: TaskView) =>
    task.step === step.id &&
    task.purpose === "step" &&
    (task.origin === own || task.origin.startsWith(`${own}:`));
  return tasksOf(view)
    .filter(isOwn)
    .map((task) => heirOf(view, task));
}

/**
 * The last "accept" or "reject" in what a reviewer handed in. Nothing is assumed of one that says neither.
 * "I cannot accept this" rejects; "not rejected" is no vote.
 */
export function voteOf(text: string): Vote["vote"] {
  const words = [
    ...text.matchAll(/(\b(?:not|never|cannot|can['’]t|don['’]t|won['’]t)\s+)?\b(accept|reject)(?:s|ed)?\b/gi),
  ];
  const last = words.at(-1);
  if (!last) return "none";
  const word = last[2]?.toLowerCase() === "accept" ? "accept" : "reject";
  if (!last[1]) return word;
  return word === "accept" ? "reject" : "none";
}

export interface Counted {
  /** What the step's settlement says. */
  evidence: string;
  result: TaskResult & { data: ReviewReport };
}

/** @param tasks of a review step, all ended. A tie rejects, and so does a review in which nobody accepts. */
export function countVotes({ review }: RunSettings, tasks: TaskView[]): Counted {
  const rule = review?.rule ?? "majority";
  const votes = tasks.map((task): Vote => {
    const vote = task.status === "done" ? voteOf(task.result?.text ?? "") : "none";
    return { task: task.task, model: task.model, vote };
  });
  const count = (vote: Vote["vote"]) => votes.filter((one) => one.vote === vote).length;
  const [accepts, rejects] = [count("accept"), count("reject")];
  const accepted = accepts > 0 && (rule === "veto" ? rejects === 0 : accepts > rejects);
  const how = tasks.length > 1 ? ` (${rule})` : "";
  const each = tasks.map((task, index) => `${modelName(task.model)} ${voteWords(task, votes[index])}`);
  const evidence = `${accepted ? "" : "rejected, "}${accepts} of ${tasks.length} accept${how}: ${each.join(", ")}`;
  return { evidence, result: { text: findingsOf(tasks), data: { accepted, votes } } };
}

function voteWords({ status }: TaskView, vote: Vote | undefined): string {
  if (status !== "done") return status;
  return vote?.vote === "none" ? "abstains (said neither)" : (vote?.vote ?? "");
}

function findingsOf(tasks: TaskView[]): string {
  const words = (task: TaskView) => task.result?.text ?? task.failure?.message ?? "cancelled";
  const [only] = tasks;
  if (only && tasks.length === 1) return words(only);
  return tasks.map((task) => `${task.task} (${task.model}):\n${words(task)}`).join("\n\n");
}

function reportOf({ result }: StepView): ReviewReport | undefined {
  const data = result?.data as Partial<ReviewReport> | undefined;
  return data?.votes ? (data as ReviewReport) : undefined;
}

/** Review steps of the plan that holds that were rejected, and that no later review of the same role has accepted since. */
export function rejectedReviews(view: RunView): StepView[] {
  const steps = currentSteps(view).filter((step) => step.status === "done");
  const isLater = (step: StepView, than: string): boolean =>
    step.after.some((id) => {
      const before = view.steps.find((one) => one.id === id);
      return id === than || (before !== undefined && isLater(before, than));
    });
  const isSuperseded = (one: StepView) =>
    steps.some((step) => step.role === one.role && reportOf(step)?.accepted && isLater(step, one.id));
  return steps.filter((step) => reportOf(step)?.accepted === false && !isSuperseded(step));
}

/** Whether votes have settled a step. */
export function isCounted(step: StepView): boolean {
  return reportOf(step) !== undefined;
}

/** What a rejected review leaves open, in words a debugger can answer. */
export function reviewCriterion({ id }: StepView): string {
  return `every finding of the review in ${id} is mended or answered`;
}
