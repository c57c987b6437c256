// Tells new failures from those of the baseline and from flaky ones, and says the verdict. Pure.
// Promises never to say green where something is red that the baseline cannot explain by name.
import type { CheckReceipt, VerificationVerdict } from "../../protocol/check";
import type { CheckId } from "../../protocol/ids";
import { isGreen } from "./receipt";

export interface Judgement {
  verdict: VerificationVerdict;
  /** `check: failure` each. */
  newFailures: string[];
  oldFailures: string[];
  flaky: string[];
  /** Why the verdict is not plain: one sentence per check that cannot be judged. */
  reasons: string[];
}

export interface JudgeInput {
  /** Receipts from before the first edit; null where none were made: every failure is then new. */
  baseline: CheckReceipt[] | null;
  /** One receipt per check, the first run of each. */
  receipts: CheckReceipt[];
  /** Second runs of checks whose first run showed new failures. */
  reruns: CheckReceipt[];
}

/** One receipt's failures, told from its baseline's. Names carry no check yet. */
interface Sorted {
  fresh: string[];
  old: string[];
  /** Set where the baseline was red and cannot be compared with. */
  unclear: string | null;
}

/** Checks made from criteria are new with the plan: a baseline cannot excuse them. */
export function isCriterionCheck(check: CheckId): boolean {
  return check.startsWith("criterion-");
}

/** Judges one round. A failure that a second run does not show is flaky, unless the two runs share no failure at all. */
export function judge({ baseline, receipts, reruns }: JudgeInput): Judgement {
  const judgement: Judgement = { verdict: "green", newFailures: [], oldFailures: [], flaky: [], reasons: [] };
  if (receipts.length === 0)
    return { ...judgement, verdict: "unverified", reasons: ["There was no check to run."] };
  for (const receipt of receipts) {
    const before = baselineOf(receipt.check, baseline);
    const rerun = reruns.findLast((other) => other.check === receipt.check);
    const first = sortFailures(receipt, before);
    const second = rerun === undefined ? first : sortFailures(rerun, before);
    const stable = first.fresh.filter((name) => second.fresh.includes(name));
    const either = distinct([...first.fresh, ...second.fresh]);
    // Both runs red with different failures: nothing shows that the check can pass.
    const agreed = stable.length === 0 && first.fresh.length > 0 && second.fresh.length > 0 ? either : stable;
    const named = (names: string[]) => names.map((name) => `${receipt.check}: ${name}`);
    judgement.newFailures.push(...named(agreed));
    // Error lines differ by chance where test names do not: they are flaky only where the second run had none.
    const unnamed =
      second.fresh.length > 0 && [receipt, rerun].some((run) => run !== undefined && isUnnamed(run));
    judgement.flaky.push(...named(unnamed ? [] : either.filter((name) => !agreed.includes(name))));
    judgement.oldFailures.push(...named(distinct([...first.old, ...second.old])));
    if (second.unclear !== null) judgement.reasons.push(`${receipt.check}: ${second.unclear}`);
  }
  if (judgement.newFailures.length > 0) judgement.verdict = "red";
  else if (judgement.reasons.length > 0) judgement.verdict = "unverified";
  return judgement;
}

/** Whether a receipt shows failures its baseline does not: what earns a second run. */
export function hasNewFailures(receipt: CheckReceipt, baseline: CheckReceipt[] | null): boolean {
  return sortFailures(receipt, baselineOf(receipt.check, baseline)).fresh.length > 0;
}

/** What fails in a receipt by name; the exit code where nothing else is known, nothing where it is green. */
export function failureNames(receipt: CheckReceipt): string[] {
  if (isGreen(receipt)) return [];
  const names = receipt.failing ?? [];
  return names.length > 0 ? names : [`exit code ${receipt.exitCode ?? "unknown"}`];
}

function baselineOf(check: CheckId, baseline: CheckReceipt[] | null): CheckReceipt | undefined {
  return isCriterionCheck(check) ? undefined : baseline?.find((other) => other.check === check);
}

function sortFailures(receipt: CheckReceipt, before: CheckReceipt | undefined): Sorted {
  if (isGreen(receipt)) return { fresh: [], old: [], unclear: vanished(receipt, before) };
  const names = failureNames(receipt);
  if (before === undefined || isGreen(before)) return { fresh: names, old: [], unclear: null };
  if (isOpaque(before))
    return unclearBecause(receipt, "it failed before the first edit in a way that could not be read");
  // It has names now as then, or it now ends in a way the baseline did not: both are told by name.
  const known = new Set(before.failing);
  const fresh = names.filter((name) => !known.has(name));
  const old = names.filter((name) => known.has(name));
  if (fresh.length > 0) return { fresh, old, unclear: null };
  return { fresh, old, unclear: ranFewer(receipt, before) };
}

/** Red without a name: no list of failures, or the command did not end by itself. */
function isOpaque(receipt: CheckReceipt): boolean {
  return receipt.end !== "exited" || receipt.failing === null || receipt.failing.length === 0;
}

function isUnnamed(receipt: CheckReceipt): boolean {
  return receipt.reader === "lines" || receipt.reader === "exit-code";
}

function unclearBecause(receipt: CheckReceipt, reason: string): Sorted {
  return {
    fresh: [],
    old: failureNames(receipt),
    unclear: `${reason}, so its failures cannot be told apart`,
  };
}

/** A green exit code over no test at all proves nothing where there were tests before. */
function vanished(receipt: CheckReceipt, before: CheckReceipt | undefined): string | null {
  const then = before === undefined ? null : total(before);
  return then !== null && then > 0 && total(receipt) === 0 ? `no test ran where ${then} did` : null;
}

/** Only old failures, but fewer tests than before: what did not run cannot be claimed to pass. */
function ranFewer(receipt: CheckReceipt, before: CheckReceipt): string | null {
  const now = total(receipt);
  const then = total(before);
  if (now === null || then === null || now >= then) return null;
  return `only the failures from before the first edit are left, but ${now} tests ran where ${then} did`;
}

function total({ passedCount, failedCount }: CheckReceipt): number | null {
  return passedCount === undefined || failedCount === undefined ? null : passedCount + failedCount;
}

function distinct(names: string[]): string[] {
  return [...new Set(names)];
}
