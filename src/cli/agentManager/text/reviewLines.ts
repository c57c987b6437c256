// What a session would bring in, for a person who decides about it: figures, conflicts, verdict, checks, what can be done.
// Pure.
import { type AgentRow, agentRows } from "../../../protocol/agents";
import type { CheckReceipt } from "../../../protocol/check";
import type { RunView } from "../../../protocol/run";
import type { TaskView } from "../../../protocol/task";
import { cleanLine, cleanText } from "../../text/cleanText";
import { openApprovals } from "../../text/runWords";
import { boxTable } from "./boxTable";
import { conflictLines, conflictsOf, countConflicts } from "./conflictLines";
import { fitLines } from "./fitLines";
import { nextStepLines } from "./mergedLines";
import { pullRequestLines } from "./pullRequestLines";
import { counted, grouped, isDone, isMerged, stateWord, titleLines } from "./sessionWords";
import { answerLine, isResult } from "./waitingLines";

export interface ReviewFigures {
  agents: Pick<AgentRow, "name" | "state" | "files" | "added" | "removed" | "note">[];
  files: number;
  added: number;
  removed: number;
}

/** Whether an agent's work is not, or no longer, to come in. */
function isOut({ state }: Pick<AgentRow, "state">): boolean {
  return ["failed", "conflict", "aside", "dropped"].includes(state);
}

/** Agents in the order of the plan, and the sums of what comes in. Only accepted work is counted in lines. */
export function reviewFigures(view: RunView, isDriven = true): ReviewFigures {
  const rows = agentRows(view, isDriven).filter(({ state }) => state !== "dropped");
  const counts = rows.filter((row) => !isOut(row));
  const sum = (figure: (row: AgentRow) => number) => counts.reduce((total, row) => total + figure(row), 0);
  return {
    agents: rows.map(({ name, state, files, added, removed, note }) => ({
      name,
      state,
      files,
      added,
      removed,
      note,
    })),
    files: sum(({ files }) => files),
    added: sum(({ added }) => added),
    removed: sum(({ removed }) => removed),
  };
}

/** The last word of whoever reviewed the merged result; null where nobody did. */
export function reviewOf(view: RunView): TaskView | null {
  const id = view.taskOrder.findLast((task) => view.tasks[task]?.purpose === "review");
  return id === undefined ? null : (view.tasks[id] ?? null);
}

export function reviewLines(view: RunView, width: number | null, named: string, isDriven = true): string[] {
  const { agents, files, added, removed } = reviewFigures(view, isDriven);
  const columns = ["Agent", "Files", "Lines Added", "Lines Del", ...(agents.every(isDone) ? [] : ["Status"])];
  const cells = agents.map((row) => [
    row.name,
    grouped(row.files),
    ...(isCounted(row) ? [grouped(row.added), grouped(row.removed)] : ["", ""]),
    ...(agents.every(isDone) ? [] : [stateWord(row.state, isMerged(view))]),
  ]);
  const head = [...titleLines("Review Session", width), `Session: ${view.run}`, ""];
  if (agents.length === 0) return fitLines([...head, ...nobodyLines(view, named)], width);
  const lines = [
    ...head,
    "Changes Summary:",
    ...boxTable(columns, cells, { width, right: [1, 2, 3], shrink: [0] }),
    `Total: ${counted(files, "file")}, ${counted(added, "addition")}, ${counted(removed, "deletion")}${agents.every(isCounted) ? "" : "; lines of who is not done are not counted yet"}`,
    ...conflictSection(view, named),
    ...verdictSection(view),
    ...checkSection(view),
    ...approvalSection(view),
    "",
    "Preview Changes:",
    `  kilo-code agent-manager diff${named}`,
    ...optionLines(view, named),
  ];
  return fitLines(lines, width);
}

/** Lines are counted when an agent is done: until then none is no figure. */
function isCounted(row: Pick<AgentRow, "state" | "files">): boolean {
  return isDone(row) || isOut(row) || row.files === 0;
}

/** Before there is a plan, or where there never was one. */
function nobodyLines(view: RunView, named: string): string[] {
  return view.status === "ended"
    ? ["It ended before it had agents: there is nothing to review."]
    : [
        "There are no agents yet, so there is nothing to review.",
        `Look: kilo-code agent-manager status${named}`,
      ];
}

/** A session that has ended takes no more decisions about its agents. */
function optionLines(view: RunView, named: string): string[] {
  if (view.status === "ended") return view.undone ? [] : nextStepLines(view, named);
  const open = openApprovals(view);
  const first = open.some(({ kind }) => kind === "merge") ? undefined : open[0];
  return [
    "Merge Options:",
    first
      ? `  First what waits for you (${first.kind}): ${answerLine(view, first, named)}`
      : `  kilo-code agent-manager merge --approve${named}`,
    `  kilo-code agent-manager merge --reject <agent>${named}`,
    `  kilo-code agent-manager merge --request-changes <agent> "<why>"${named}`,
  ];
}

function conflictSection(view: RunView, named: string): string[] {
  const groups = conflictsOf(view);
  const [aside = null] = groups.find(({ kind }) => kind === "aside")?.agents ?? [];
  const count = countConflicts(groups);
  const asides = agentRows(view).filter(({ state }) => state === "aside" || state === "failed");
  return [
    `Conflicts Detected: ${count}${count === 0 ? " ✓" : ""}`,
    ...conflictLines(groups).map((line) => `  ${line}`),
    ...(aside === null || view.status === "ended"
      ? []
      : [`  Resolve them: kilo-code agent-manager resolve --agent ${cleanLine(aside)}${named}, or --auto`]),
    ...asides.map(
      ({ name, state, note }) =>
        `✗ ${cleanLine(name)} is not in it (${stateWord(state, isMerged(view)).toLowerCase()}): ${cleanLine(note)}`,
    ),
  ];
}

function verdictSection(view: RunView): string[] {
  const review = reviewOf(view);
  if (!review) return [];
  const words = review.result?.text ?? review.failure?.message ?? "";
  const how = review.endedAt === undefined ? "is at work" : review.status;
  return ["", `Reviewer (${review.role}, ${cleanLine(review.model)}): ${how}`, ...indented(words)];
}

function indented(text: string): string[] {
  const clean = cleanText(text).trim();
  return clean === "" ? [] : clean.split("\n").map((line) => `  ${line}`);
}

function checkSection(view: RunView): string[] {
  const last = view.verifications.at(-1);
  if (!last) {
    const merged = view.session?.merge?.checked.at(-1);
    return [
      "",
      `Checks: ${merged ? `${merged.verdict} during the merge` : "not run on the merged result yet"}`,
    ];
  }
  return [
    "",
    `Checks: ${last.verdict}`,
    ...last.receipts.map((receipt) => `  ${receiptLine(receipt)}`),
    ...last.newFailures.map((name) => `  ✗ ${cleanLine(name)}`),
    ...last.flaky.map((name) => `  ! flaky: ${cleanLine(name)}`),
    ...last.alteredTests.map(
      ({ path, change, declared }) =>
        `  ! test ${change}${declared ? "" : ", not declared in the plan"}: ${cleanLine(path)}`,
    ),
    ...last.uncovered.map((name) => `  ! without evidence: ${cleanLine(name)}`),
    ...last.reasons.map((reason) => `  ! ${cleanLine(reason)}`),
  ];
}

/** What an approval will do, or did. */
function approvalSection(view: RunView): string[] {
  const { session, folder, settings } = view;
  const told = pullRequestLines(view);
  if (isMerged(view) || view.status === "ended") return told.length > 0 ? ["", ...told] : [];
  const { autoCommit = false, createPullRequest = false } = settings.session?.merge ?? {};
  const home = cleanLine(session?.topLevel ?? folder);
  const branch = session?.merge?.branch ?? "a branch of its own";
  const asked = openApprovals(view).find(isResult)?.subject;
  const outside = asked?.kind === "merge" ? asked.outside : undefined;
  if (outside?.words === null)
    return ["", `With your approval: the work stays on ${cleanLine(branch)}. ${cleanLine(outside.where)}`];
  const where = autoCommit
    ? `one commit on your branch in ${home}${createPullRequest ? "; then you are asked about the push and the pull request" : ""}`
    : createPullRequest
      ? `a pull request of ${cleanLine(branch)}, as it is asked below; your tree stays as it is`
      : `uncommitted, unstaged changes in ${home}`;
  return ["", `With your approval: ${where}`, ...told];
}

function receiptLine({ command, end, exitCode }: CheckReceipt): string {
  const how = end === "exited" ? `exit code ${exitCode}` : end;
  return `${end === "exited" && exitCode === 0 ? "✓" : "✗"} ${cleanLine(command)} (${how})`;
}
