// The report of a run, made from its view alone: what changed, which checks ran with which exit codes, what it
// cost. A model's words appear only as quoted results. Pure.
import type { CheckReceipt, Verification } from "../../protocol/check";
import { clause } from "../../protocol/clause";
import { counted } from "../../protocol/counted";
import { formatMicros, inputTokens } from "../../protocol/money";
import type { RunView } from "../../protocol/run";
import { sandboxWords } from "../../protocol/sandbox";
import { spentOf } from "../../protocol/spentOf";
import { standingWord } from "../../protocol/standingWord";
import { bestRound } from "../verify/convergence";
import { describeAltered } from "./changes";
import { currentSteps } from "./graph";
import { openCriteria, seenCriteria } from "./openCriteria";
import { isResultHome } from "./resultHome";
import { isCounted, rejectedReviews, reviewCriterion } from "./review";
import { roundVerifications } from "./session/roundVerifications";

/** Lines of a rejected review that a report quotes. */
const findingsLines = 40;

/**
 * @param outcome how the run ends, which the view does not know yet.
 * @param why one sentence.
 * @returns Markdown for a terminal, a pull request, a panel.
 */
export function makeReport(
  view: RunView,
  outcome: string,
  verified: boolean,
  why: string,
  at: number,
): string {
  const last = standing(view);
  const sections = [
    [`# ${headline(view, outcome, verified)}`, sentence(why)],
    undone(view),
    answer(view),
    steps(view, outcome),
    findings(view, last),
    files(view),
    dropped(view),
    unapplied(view, outcome),
    pullRequest(view),
    last ? checks(view, last) : [],
    last && last.alteredTests.length > 0
      ? ["## Tests altered", ...describeAltered(last.alteredTests).map(item)]
      : [],
    seen(view, last),
    open(view, last),
    numbers(view),
    cost(view, at),
    view.settings.sandbox ? ["## Sandbox", sandboxWords(view.settings.sandbox)] : [],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** One sentence, with one full stop. */
function sentence(text: string): string {
  // A name stays as it is written.
  const isWord = /^[a-z]+(?:[\s,;:.]|$)/.test(text);
  const first = text.charAt(0);
  return `${isWord ? first.toUpperCase() : first}${clause(text.slice(1))}.`;
}

function item(text: string): string {
  return `- ${text}`;
}

/** The verification of the files as they are: a run that stopped went back to its best round. */
function standing(view: RunView): Verification | undefined {
  const last = view.verifications.at(-1);
  if (view.lostProgress.at(-1)?.next !== "stop") return last;
  const proved = roundVerifications(view);
  const rounds = proved.map(({ newFailures, tree, verdict }) => ({ failing: newFailures, tree, verdict }));
  return proved[bestRound(rounds) ?? -1] ?? last;
}

function headline(view: RunView, outcome: string, verified: boolean): string {
  if (outcome === "done" && view.route?.decision === "chat") return "Done";
  if (outcome === "done") return verified ? "Done, verified" : "Done, not verified";
  const words: Record<string, string> = {
    failed: "Failed",
    cancelled: "Cancelled",
    conflicts: "Conflicts",
    paused: "Paused",
  };
  return words[outcome] ?? outcome;
}

/** What was taken back after the end. */
function undone(view: RunView): string[] {
  if (!view.undone) return [];
  const session = "What it had brought into your folder was taken back.";
  const run = "Files it had changed were taken back; they are listed as they stand now.";
  return ["## Undone", view.session ? session : run];
}

function answer(view: RunView): string[] {
  if (view.route?.decision !== "chat") return [];
  const task = Object.values(view.tasks).find(({ purpose }) => purpose === "chat");
  return task?.result ? [task.result.text] : [];
}

function steps(view: RunView, outcome: string): string[] {
  if (view.steps.length === 0) return [];
  const done = currentSteps(view).filter((step) => step.status === "done").length;
  const total = currentSteps(view).length;
  const lines = view.steps.map((step) => {
    const counted = isCounted(step) ? `, ${step.evidence}` : "";
    // A step that was never settled has nothing to say for itself.
    const reason = step.evidence ? ` (${step.evidence})` : "";
    const why = step.status === "done" ? counted : reason;
    const aside = view.session?.agents[step.agent ?? ""]?.aside;
    const word = standingWord(step.status, outcome !== "paused");
    const status = aside ? `set aside (${aside.text})` : `${word}${why}`;
    return item(`${step.id} ${step.agent ? `${step.agent}, ` : ""}${step.title}: ${status}`);
  });
  return [`## Steps (${done}/${total})`, ...lines];
}

/** What reviewers found who rejected the changes: their words, and quoted so. */
function findings(view: RunView, last: Verification | undefined): string[] {
  const open = last ? openCriteria(view, last) : [];
  return rejectedReviews(view).flatMap((step) => {
    const lines = (step.result?.text ?? "").trimEnd().split("\n");
    const more = lines.length > findingsLines ? [`… ${lines.length - findingsLines} more lines`] : [];
    const isOpen = !last || open.some((text) => text.endsWith(reviewCriterion(step)));
    const quoted = [...lines.slice(0, findingsLines), ...more].map((line) => `> ${line}`.trimEnd());
    return [`## Findings of the review ${step.id}, ${isOpen ? "open" : "closed by the debugger"}`, ...quoted];
  });
}

function files(view: RunView): string[] {
  const changed = Object.values(filesOf(view)).filter((file) => file.before !== file.after);
  if (changed.length === 0)
    return view.route?.decision === "chat" ? [] : ["## Files", "No file was changed."];
  const word = (file: { before: string | null; after: string | null }) =>
    file.before === null ? "new" : file.after === null ? "deleted" : "changed";
  return ["## Files", ...changed.map((file) => item(`${file.path} (${word(file)})`))];
}

/** What the run wrote; of a session, also what its agents wrote and landed. */
function filesOf({ files: own, session }: RunView): RunView["files"] {
  const landed = Object.values(session?.agents ?? {}).filter((agent) => agent.landed !== null);
  return Object.assign({ ...own }, ...landed.map(({ files: written }) => written));
}

/** What debuggers had changed before the last merge round, and is in the result no more. */
function dropped({ session }: RunView): string[] {
  const lost = session?.merge?.dropped ?? [];
  const lines = lost.map(({ path, why }) => item(`${path}: ${why}`));
  return lines.length > 0 ? ["## Changes of the debugger that were dropped", ...lines] : [];
}

/** A result that did not go into the user's folder: why, and where it is. */
function unapplied(view: RunView, outcome: string): string[] {
  const { worktree, applied } = view;
  if (!worktree || isResultHome(view) || outcome === "paused") return [];
  const reasons = (applied?.conflicts ?? []).map(({ path, why }) => item(`${path}: ${why}`));
  return [
    "## Not applied",
    ...reasons,
    `Nothing was written to ${view.folder}; ${whereOf(view, worktree.path)}.`,
  ];
}

/** Before agents' work was brought together it is with them. */
function whereOf({ session }: RunView, path: string): string {
  return session && session.merge === null
    ? "what agents did is in their worktrees"
    : `the work is in ${path}`;
}

/** Where the result went beside the user's folder, or why it did not go there. */
function pullRequest({ session }: RunView): string[] {
  const { pullRequest: opened, noPullRequest: why, merge } = session ?? {};
  if (opened) {
    const into = opened.place
      ? ` into ${opened.place.into} of ${opened.place.owner}/${opened.place.repo}`
      : "";
    const checked = opened.checks === "none" ? "" : `, its checks: ${opened.checks}`;
    return [
      "## Pull request",
      item(`#${opened.number}${into} from ${opened.branch}: ${opened.state}${checked}`),
      item(opened.url),
    ];
  }
  if (!why) return [];
  return [
    "## No pull request",
    sentence(why),
    `The result is on the branch ${merge?.branch ?? "of the session"}.`,
  ];
}

function checks(view: RunView, last: Verification): string[] {
  const rows = last.receipts.map((receipt) => item(describeReceipt(receipt)));
  const skipped = view.skippedChecks.map((text) => item(`not run: ${text}`));
  // Without a receipt there is nothing to judge, and the sentence below says so.
  const unjudged = rows.length === 0 ? [] : last.reasons.map((reason) => item(`not judged: ${reason}`));
  const lines = [...rows, ...unjudged, ...skipped];
  const body = lines.length > 0 ? lines : ["No check was found: nothing is claimed."];
  const best = last === view.verifications.at(-1) ? "" : ", the best, to which the files went back";
  const place = `iteration ${last.iteration} of at most ${view.settings.maxIterations}${best}`;
  return [`## Checks (${place})`, ...body];
}

function describeReceipt(receipt: CheckReceipt): string {
  const counts =
    receipt.passedCount === undefined
      ? ""
      : `, ${receipt.passedCount} passed, ${receipt.failedCount ?? 0} failed`;
  const end = receipt.end === "exited" ? `exit ${receipt.exitCode}` : receipt.end;
  return `\`${receipt.command}\`: ${end}${counts} (${(receipt.ms / 1000).toFixed(1)} s)`;
}

/** Criteria that no check proves, with what a debugger gave as evidence: its word, and called so. */
function seen(view: RunView, last: Verification | undefined): string[] {
  if (!last) return [];
  const rows = seenCriteria(view, last).map((one) => item(`${one.step}: ${one.text}: ${one.evidence}`));
  return rows.length > 0 ? ["## Seen by the debugger, not proved by a check", ...rows] : [];
}

function open(view: RunView, last: Verification | undefined): string[] {
  if (!last) return [];
  const part = (title: string, names: string[]) => (names.length > 0 ? [title, ...names.map(item)] : []);
  const lines = [
    ...part("New failures:", last.newFailures),
    ...part("Failing before the run too:", last.oldFailures),
    ...part("Flaky (failed once, passed on the re-run):", last.flaky),
    ...part("Criteria without evidence:", openCriteria(view, last)),
  ];
  return lines.length > 0 ? ["## Open", ...lines] : [];
}

function numbers(view: RunView): string[] {
  const rows = (view.plan?.steps ?? []).flatMap((step) =>
    step.criteria
      .filter((criterion) => criterion.before !== undefined || criterion.after !== undefined)
      .map((criterion) =>
        item(`${criterion.text}: ${criterion.before ?? "?"} → ${criterion.after ?? "?"} (as planned)`),
      ),
  );
  return rows.length > 0 ? ["## Numbers", ...rows] : [];
}

function cost(view: RunView, at: number): string[] {
  const rows = view.spend.map((entry) => {
    const { usage } = entry;
    const cached = usage.cacheRead > 0 ? ` (${usage.cacheRead} cached)` : "";
    const estimated = usage.estimated ? ", estimated" : "";
    return item(
      `${entry.role} on ${entry.model}: ${counted(entry.calls, "call")}, ${inputTokens(usage)} in${cached}, ${usage.output} out${estimated}, ${formatMicros(entry.micros)}`,
    );
  });
  const seconds = Math.max(0, Math.round((at - view.startedAt) / 1000));
  const head = `## Cost: ${formatMicros(spentOf(view))} of ${formatMicros(view.settings.capMicros)}, ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const retries =
    view.retries > 0
      ? [item(view.retries === 1 ? "1 request was tried again" : `${view.retries} requests were tried again`)]
      : [];
  return [head, ...rows, ...retries];
}
