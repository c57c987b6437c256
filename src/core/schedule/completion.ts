// A task hands in its result: held against what was asked of it, shown with what it changed, accepted, sent back, or accepted
// with its changes taken back.
import * as z from "zod";
import type { Approval, ApprovalAnswer } from "../../protocol/approval";
import type { Fact } from "../../protocol/event";
import { failure } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { isOpen } from "../../protocol/taskTree";
import { approvalOf } from "../agent/approve";
import type { Ending } from "../agent/taskHost";
import { takesTooLong, tooManySteps } from "../fleet/artifacts/schemaSteps";
import type { Role } from "../roles/role";
import { clipText } from "../tools/clipText";
import { changesOf, describeAltered, needsPerson } from "./changes";
import { checkpointBefore, ownsStep } from "./checkpointLabel";
import { isLone } from "./isLone";
import { restoreTo } from "./performTree";
import { isReview } from "./review";
import type { Runtime } from "./runtime";
import { resolverOf, unresolved, untouched } from "./session/bringTogether";
import { outsideFolder, outsideRefusal } from "./session/outsideFolder";
import type { SubtaskFacts } from "./subtaskAnswer";
import { writtenSince } from "./writtenSince";

type Changes = Awaited<ReturnType<typeof changesOf>>;

/** Characters of a result that go up as they are. */
const resultLimit = 12_000;
/** The mark of an ending that was sent back for what it is, not for what a person thinks of it. */
const broken = "Your result cannot go up: ";

/** What the engine says to `attempt_completion`. */
export async function completionEnding(
  runtime: Runtime,
  task: TaskView,
  given: string,
  toolCall: string,
): Promise<Ending> {
  const view = runtime.log.view();
  const open = openWork(view, task);
  if (open) return { kind: "refused", text: open };
  const marked = task.purpose === "step" ? await unresolved(runtime, task.step) : null;
  if (marked) return { kind: "refused", text: marked };
  const problem = task.purpose === "subtask" ? contractProblem(task, given) : null;
  if (problem && !(await wasSentBack(runtime, task))) return { kind: "refused", text: `${broken}${problem}` };
  if (problem && task.resultSchema) return brokenTwice(problem);
  const result = clipText(given, (text) => runtime.store.putBlob(text), resultLimit).text;
  const changes = await changesOf(runtime, task);
  const back = await sendsBack(runtime, task, changes);
  if (back) return { kind: "refused", text: `${broken}${back}` };
  const asked = task.purpose === "step" || task.purpose === "subtask" || needsPerson(changes.altered);
  const checks = task.purpose === "subtask" ? (view.tasks[task.task]?.checks ?? []) : [];
  const facts: SubtaskFacts = { stat: changes.stat, checks };
  const data = task.purpose === "subtask" ? { data: facts } : {};
  if (!asked) return { kind: "accepted", facts: [], result: { text: result, ...data } };
  const about = task.purpose === "step" && task.step ? `step ${task.step}` : task.task;
  const title = `Accept ${about}: ${task.title}`;
  return {
    kind: "asks",
    approval:
      undoneBefore(view, toolCall) ?? completionApproval(task, toolCall, title, result, changes, checks),
    async accept(answer) {
      const undo = takesBack(answer);
      if (undo) await takeBack(runtime, task);
      const kept = undo ? { text: result, data: { ...facts, undone: true } } : { text: result, ...data };
      return { facts: settledStep(runtime.log.view(), task, kept, answer), result: kept };
    },
  };
}

function takesBack({ edit }: ApprovalAnswer): boolean {
  return (edit as { undo?: unknown } | undefined)?.undo === true;
}

/** The question as it was answered before a restart: with the changes taken back it would be another one, asked again. */
function undoneBefore({ approvals }: RunView, toolCall: string): Approval | undefined {
  return Object.values(approvals).find(
    ({ kind, toolCall: one, answer }) =>
      kind === "completion" && one === toolCall && answer?.verdict === "approved" && takesBack(answer),
  );
}

/** Why a task cannot end yet: somebody below it still waits for it, or its own plan is not done. */
function openWork(view: RunView, task: TaskView): string | null {
  return askingBelow(view, task) ?? (task.rights.grant ? planLeft(view, task) : null);
}

/** Why a task cannot leave its work to another role that makes no subtasks. */
export function workLeft(view: RunView, task: TaskView, role: Role): string | null {
  return role.grants ? null : planLeft(view, task);
}

export function askingBelow(view: RunView, task: TaskView): string | null {
  const asking = Object.values(view.tasks).find((child) => child.parent === task.task && isOpen(child));
  if (asking)
    return `${asking.task} (${asking.role}) still waits for your answer: answer_task or cancel_task first.`;
  return null;
}

function planLeft(view: RunView, task: TaskView): string | null {
  const isOwn = task.parent === null && task.step === null && isLone(view);
  const waiting = isOwn ? view.steps.filter(({ status }) => status === "waiting") : [];
  if (waiting.length === 0) return null;
  const names = waiting.map(({ id, title }) => `${id} ${title}`).join("; ");
  return `The plan has steps that were not begun: ${names}. Carry them out, or take them out with update_plan.`;
}

/** What a subtask's result breaks of what was asked; null where it keeps it. */
function contractProblem({ resultSchema }: TaskView, result: string): string | null {
  if (resultSchema) {
    try {
      const value = JSON.parse(result);
      if (takesTooLong(resultSchema, value)) return tooManySteps;
      const read = z.fromJSONSchema(resultSchema).safeParse(value);
      if (!read.success) {
        const issues = read.error.issues.slice(0, 4);
        return issues.map(({ path, message }) => `${path.join(".") || "result"}: ${message}`).join("; ");
      }
    } catch (thrown) {
      return `it is no JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    }
  }
  if (result.length <= resultLimit) return null;
  return `it has ${result.length} characters and at most ${resultLimit} go up; hand in the essence.`;
}

/** What an agent is asked to look at once more, and may then answer for. */
async function sendsBack(runtime: Runtime, task: TaskView, { files }: Changes): Promise<string | null> {
  const outside = outsideFolder(task, files);
  const resolver = task.purpose === "step" ? resolverOf(runtime.log.view(), task.step) : null;
  // What is looked for in the tree takes git some calls, in vain where it was sent back already.
  if ((!outside && !resolver) || (await wasSentBack(runtime, task))) return null;
  const left = resolver ? await untouched(runtime, resolver) : null;
  const problems = [...(outside ? [outsideRefusal(outside)] : []), ...(left ? [left] : [])];
  return problems.length === 0 ? null : problems.join("\n");
}

/** Once is enough: a second breach is the parent's to judge. */
async function wasSentBack(runtime: Runtime, { task }: TaskView): Promise<boolean> {
  const facts = await runtime.history(task);
  return facts.some(
    (fact) =>
      fact.type === "toolCall.settled" &&
      fact.name === "attempt_completion" &&
      "text" in fact.output &&
      fact.output.text.startsWith(broken),
  );
}

function brokenTwice(problem: string): Ending {
  const cause = failure("result-contract", `The result breaks its schema: ${problem}`);
  return { kind: "failed", failure: cause };
}

/** Back to the checkpoint before the task's first effect; what a person changed since stays. */
async function takeBack(runtime: Runtime, task: TaskView): Promise<void> {
  const before = checkpointBefore(runtime.log.view(), task);
  if (!before) return;
  const written = await writtenSince(runtime, before, task);
  await restoreTo(runtime, before, `the user accepted ${task.task} without its changes`, written, task.root);
}

/** The question whether a task's result is accepted, with all a person needs to judge it. */
export function completionApproval(
  task: TaskView,
  toolCall: string,
  title: string,
  result: string,
  changes: Changes,
  checks: SubtaskFacts["checks"] = [],
): Approval {
  const altered = describeAltered(changes.altered);
  const outside = outsideFolder(task, changes.files);
  const ran = checks.map(({ command, exitCode }) => `${command}: exit ${exitCode}`);
  const detail = [
    result,
    changes.stat.length > 0 ? `Changed: ${changes.stat.join(", ")}` : "No files changed.",
    ...(ran.length > 0 ? [`Checks it ran:\n${ran.join("\n")}`] : []),
    ...(outside ? [`Outside ${outside.folder}, the only folder it may write in: ${outside.paths}`] : []),
    ...(altered.length > 0 ? [`Tests altered:\n${altered.join("\n")}`] : []),
    ...(changes.diff ? [changes.diff] : []),
  ].join("\n\n");
  const canUndo = changes.files.length > 0 && ["step", "subtask"].includes(task.purpose);
  const approval = approvalOf({
    kind: "completion",
    about: toolCall,
    // It is all that is shown everywhere.
    title: outside ? `${title} (${outside.count} changed outside ${outside.folder})` : title,
    detail,
    action: `${result}\n${changes.diff}`,
    subject: {
      kind: "completion",
      result,
      files: changes.files,
      altered,
      micros: task.micros,
      ...(checks.length > 0 ? { checks } : {}),
      ...(canUndo ? { canUndo: true as const } : {}),
    },
    task,
    toolCall,
  });
  return needsPerson(changes.altered) || outside ? { ...approval, mustAsk: true } : approval;
}

function settledStep(
  view: RunView,
  task: TaskView,
  result: NonNullable<TaskView["result"]>,
  answer: ApprovalAnswer,
): Fact[] {
  const step = view.steps.find(({ id }) => id === task.step);
  if (!step || !ownsStep(view, task)) return [];
  // A review is settled by the count of its votes.
  if (task.purpose === "step" && isReview(view, step)) return [];
  // An agent's step is done when its work stands as a commit.
  if (task.purpose === "step" && step.agent !== undefined) return [];
  const by = answer.origin.kind === "person" ? "accepted by the user" : "accepted by rule";
  return [
    { type: "step.settled", step: step.id, status: "done", evidence: by, result: { text: result.text } },
  ];
}
