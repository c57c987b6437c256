// The typed hand-off each task starts from, as text for its model. Never another task's conversation or notes.
import type { Verification } from "../../protocol/check";
import type { Criterion } from "../../protocol/plan";
import type { RunView, StepView } from "../../protocol/run";
import { readBody } from "../agent/body";
import { showDiff } from "../git/commands/compareTrees";
import { demand } from "../git/outcome";
import { findRole, planRoles, rolesOf } from "../roles/index";
import type { Role } from "../roles/role";
import { pageOf } from "../tools/clipText";
import type { TaskSpec } from "./action";
import { describeAltered, firstTree } from "./changes";
import { currentSteps } from "./graph";
import { projectRules, repositoryContext } from "./repositoryContext";
import { rejectedReviews, reviewCriterion } from "./review";
import { type Runtime, rootOf } from "./runtime";
import { agentText } from "./session/agentText";
import { artifactsOfStep, stepsBefore } from "./session/artifacts";
import { agentOfStep } from "./session/fleet";
import { questionsOfStep } from "./session/messages";
import { splitText } from "./tooLarge";

/** Characters of a failing check's output in a debugger's packet. */
const outputBudget = 6_000;
const diffBudget = 12_000;
/** Characters of a rejected review's findings in a debugger's packet, and of the prompt in the router's. */
const findingsBudget = 8_000;
const routeBudget = 6_000;

/** Builds the packet of a new task. */
export async function packetFor(runtime: Runtime, spec: TaskSpec): Promise<string> {
  const view = runtime.log.view();
  if (spec.origin.startsWith("handoff:")) return handOffPacket(runtime, spec);
  switch (spec.purpose) {
    case "plan":
      return planPacket(runtime, spec);
    case "step":
      return stepPacket(runtime, spec);
    case "debug":
      return debugPacket(runtime, spec);
    case "fix":
      return fixPacket(runtime, spec);
    case "review":
      return sessionReviewPacket(runtime);
    case "route":
      return bothEnds(view.prompt, routeBudget);
    case "chat":
      return join(view.prompt, await repositoryContext(runtime, view.prompt));
    default:
      return join(
        view.prompt,
        await repositoryContext(runtime, view.prompt),
        checksText(view),
        modesText(view, spec),
      );
  }
}

/** A request is at one end of what was pasted: the middle of a long prompt is left out. */
function bothEnds(text: string, budget: number): string {
  if (text.length <= budget) return text;
  return `${pageOf(text, 0, budget * 0.6)}\n…\n${pageOf(text, text.length - budget * 0.4, budget)}`;
}

/** Who a task that may give work away can give it to. */
function modesText({ settings }: RunView, { role }: TaskSpec): string | null {
  const known = rolesOf(settings);
  if (!findRole(role, known)?.tools.includes("new_task")) return null;
  const lines = known.filter(({ name }) => settings.models[name]).map(roleLine);
  return `Modes of subtasks:\n${lines.join("\n")}`;
}

/** Whom the agents of a session can be. */
function agentRolesText({ settings }: RunView): string | null {
  if (!settings.session) return null;
  return `Roles of agents:\n${planRoles(settings.models, rolesOf(settings)).map(roleLine).join("\n")}`;
}

function roleLine({ name, modes, write, description }: Role): string {
  const may = write === true ? "writes" : write === "tests" ? "writes tests" : "reads";
  const use = description ? `; ${description.replace(/\s+/g, " ").slice(0, 200)}` : "";
  return `- ${[name, ...modes].join(", ")}: ${may}${use}`;
}

/** What the task before wrote for its heir, and what the project says to everybody. */
async function handOffPacket(runtime: Runtime, spec: TaskSpec): Promise<string> {
  const view = runtime.log.view();
  return join(spec.message, contractText(view), checksText(view), await projectRules(runtime, []));
}

/** Paragraphs, without those that are missing. */
export function join(...parts: (string | null | undefined)[]): string {
  return parts.filter((part) => part).join("\n\n");
}

async function planPacket(runtime: Runtime, spec: TaskSpec): Promise<string> {
  const view = runtime.log.view();
  const context = await repositoryContext(runtime, view.prompt, true);
  const task = `Task, in the user's words:\n${view.prompt}`;
  const roles = agentRolesText(view);
  if (!spec.origin.startsWith("replan:")) return join(task, context, checksText(view), roles);
  const lost = view.lostProgress.at(-1);
  const last = view.verifications.at(-1);
  return join(
    task,
    `An earlier plan did not get there: ${lost?.reason ?? "no progress"}. The files are as the best attempt left them. Make a new plan for what is still to do.`,
    splitText(view),
    view.plan
      ? `The earlier plan: ${view.plan.summary}\n${view.steps.map((step) => `- ${step.title}: ${step.status}`).join("\n")}`
      : null,
    last ? receiptsText(runtime, last) : null,
    context,
    checksText(view),
    roles,
  );
}

async function stepPacket(runtime: Runtime, spec: TaskSpec): Promise<string> {
  const view = runtime.log.view();
  const step = view.steps.find((candidate) => candidate.id === spec.step);
  if (!step) return view.prompt;
  if (findRole(step.role, rolesOf(view.settings))?.packet === "review") return reviewPacket(runtime, step);
  const place = (view.plan?.steps.findIndex((candidate) => candidate.id === step.id) ?? 0) + 1;
  return join(
    `Step ${place} of ${view.plan?.steps.length ?? 1}: ${step.title}`,
    step.instructions,
    step.files.length > 0 ? `Files: ${step.files.join(", ")}` : null,
    criteriaText(step.criteria),
    agentText(view, step),
    contractText(view),
    resultsText(view, step),
    artifactsOfStep(runtime, step),
    questionsOfStep(view, step.id),
    checksText(view),
    await projectRules(runtime, step.files),
  );
}

/** The same of all that a session merged. */
async function sessionReviewPacket(runtime: Runtime): Promise<string> {
  const view = runtime.log.view();
  const criteria = criteriaText(currentSteps(view).flatMap((step) => step.criteria));
  const diff = (await diffSoFar(runtime)) ?? "Nothing was changed in this session.";
  const rules = await projectRules(runtime, Object.keys(view.files));
  return join(`Judge against this:\n${join(view.prompt, criteria)}`, diff, rules);
}

/** A reviewer's: the diff, what to judge it against, and the project's standards. Nothing else. */
async function reviewPacket(runtime: Runtime, step: StepView): Promise<string> {
  const view = runtime.log.view();
  const before = view.session ? stepsBefore(view, step.id) : new Set<string>();
  const judged = view.steps.filter(({ id }) => before.has(id)).flatMap(({ criteria }) => criteria);
  const standard = join(step.instructions, criteriaText([...judged, ...step.criteria]));
  const changed = view.session ? await diffForAgent(runtime, step) : await diffSoFar(runtime);
  const diff = changed ?? "Nothing was changed in this run so far.";
  return join(`Judge against this:\n${standard}`, diff, await projectRules(runtime, step.files));
}

function criteriaText(criteria: Criterion[]): string | null {
  if (criteria.length === 0) return null;
  const line = (criterion: Criterion) =>
    `- ${criterion.text}${criterion.check ? ` (proved by: ${criterion.check})` : ""}`;
  return `Success criteria:\n${criteria.map(line).join("\n")}`;
}

export function contractText(view: RunView): string {
  const changes = view.plan?.contractChanges ?? [];
  if (changes.length === 0) return "No test may be changed.";
  return `Tests and contracts that may change:\n${changes.map(({ path, why }) => `- ${path}: ${why}`).join("\n")}`;
}

/** Results of the steps this one waits for; nothing else of other tasks goes across. */
function resultsText(view: RunView, step: StepView): string | null {
  const needed = view.steps.filter((candidate) => step.after.includes(candidate.id) && candidate.result);
  if (needed.length === 0) return null;
  const lines = needed.map(
    (candidate) => `${candidate.id} ${candidate.title}: ${candidate.result?.text ?? ""}`,
  );
  return `Results of earlier steps:\n${lines.join("\n")}`;
}

export function checksText(view: RunView): string | null {
  const checks = view.checks ?? [];
  if (checks.length === 0) return null;
  const lines = checks.map((check) => `- ${check.id}: ${check.command}`);
  return `Checks of this project (they run without asking):\n${lines.join("\n")}`;
}

async function debugPacket(runtime: Runtime, spec: TaskSpec): Promise<string> {
  const view = runtime.log.view();
  const last = view.verifications.at(-1);
  if (!last) return view.prompt;
  const criteriaOnly = spec.origin.startsWith("criteria:");
  const said = criteriaOnly
    ? "The checks found nothing new. These criteria have no check that proves them; look at each and report with evidence."
    : `The checks fail after iteration ${last.iteration}. Find the cause.`;
  return join(
    `Task, in the user's words:\n${view.prompt}`,
    said,
    criteriaOnly ? null : receiptsText(runtime, last),
    last.uncovered.length > 0
      ? `Open criteria:\n${last.uncovered.map((text) => `- ${text}`).join("\n")}`
      : null,
    findingsText(view, last),
    contractText(view),
    last.alteredTests.length > 0
      ? `Tests altered so far:\n${describeAltered(last.alteredTests).join("\n")}`
      : null,
    await diffText(runtime, last.tree),
    checksText(view),
    await projectRules(runtime, Object.keys(view.files)),
  );
}

/** What reviewers who rejected the changes have found, where it is still open. */
function findingsText(view: RunView, last: Verification): string | null {
  const open = rejectedReviews(view).filter((step) =>
    last.uncovered.some((text) => text.endsWith(reviewCriterion(step))),
  );
  const texts = open.map(({ id, title, evidence, result }) => {
    const found = pageOf(result?.text ?? "", 0, findingsBudget);
    return `The review ${id} (${title}) was ${evidence ?? "rejected"}. Its findings:\n${found}`;
  });
  return texts.length > 0 ? texts.join("\n\n") : null;
}

/** What the run changed up to now, as a diff; null where it changed nothing. */
export async function diffSoFar(runtime: Runtime): Promise<string | null> {
  if (firstTree(runtime.log.view()) === null) return null;
  const now = await runtime.checkpoints(rootOf(runtime)).take("for a review");
  return now.ok ? diffText(runtime, now.value.tree) : null;
}

/** What the agents changed that a reviewer among them depends on: its tree began with their work. */
async function diffForAgent(runtime: Runtime, step: StepView): Promise<string | null> {
  const { session, folder } = runtime.log.view();
  const tree = agentOfStep(runtime.log.view(), step.id)?.tree;
  if (!tree || !session?.base || tree.base === session.base) return null;
  return clippedDiff(demand(await runtime.git(folder).ask(showDiff(session.base, tree.base))));
}

async function diffText(runtime: Runtime, tree: string): Promise<string | null> {
  const from = firstTree(runtime.log.view());
  if (from === null || from === tree) return null;
  const { text } = demand(await runtime.checkpoints(rootOf(runtime)).diff(from, tree));
  return clippedDiff(text);
}

function clippedDiff(text: string): string {
  const clipped =
    text.length > diffBudget
      ? `${text.slice(0, diffBudget)}\n… (${text.length - diffBudget} more characters; read the files)`
      : text;
  return `Changes so far:\n${clipped}`;
}

function receiptsText(runtime: Runtime, verification: Verification): string {
  const failing = verification.receipts.filter((receipt) => receipt.exitCode !== 0);
  const lines = failing.map((receipt) => {
    const output = readBody(receipt.output, (hash) => runtime.store.getBlob(hash));
    const tail = output.length > outputBudget ? `…${output.slice(-outputBudget)}` : output;
    return `$ ${receipt.command}\nexit ${receipt.exitCode ?? receipt.end}\n${tail}`;
  });
  return join(
    ...lines,
    verification.newFailures.length > 0 ? `New failures:\n${listed(verification.newFailures)}` : null,
    verification.oldFailures.length > 0
      ? `Failing before the run too, not yours:\n${listed(verification.oldFailures)}`
      : null,
  );
}

/** Names as a list; one broken import can fail thousands of tests, and the first few say as much. */
function listed(names: string[]): string {
  const shown = names.slice(0, 40).map((name) => `- ${name.slice(0, 300)}`);
  if (names.length > shown.length) shown.push(`- … and ${names.length - shown.length} more`);
  return shown.join("\n");
}

async function fixPacket(runtime: Runtime, spec: TaskSpec): Promise<string> {
  const view = runtime.log.view();
  const task = view.tasks[spec.origin.slice("fix:".length)];
  const report = task?.result?.data as { order?: string } | undefined;
  const last = view.verifications.at(-1);
  return join(
    "A fix order from the debugger:",
    report?.order ?? task?.result?.text,
    last && last.newFailures.length > 0 ? `It must mend:\n${listed(last.newFailures)}` : null,
    contractText(view),
    checksText(view),
    await projectRules(runtime, Object.keys(view.files)),
  );
}
