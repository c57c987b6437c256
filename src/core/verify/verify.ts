// Runs the checks of one round, or of the baseline, one after another, and makes the verification from receipts.
// Promises that a new failure was seen twice before it counts; starts no process and keeps nothing itself.
import type { AlteredTest, Check, CheckReceipt, Verification } from "../../protocol/check";
import { FailureError, failure } from "../../protocol/failure";
import type { Hash, Timestamp } from "../../protocol/ids";
import type { RunCheck } from "./checkRun";
import { failureNames, hasNewFailures, isCriterionCheck, judge } from "./compare";
import { isGreen, makeReceipt } from "./receipt";

interface Running {
  checks: readonly Check[];
  run: RunCheck;
  /** Raw-byte tree the checks run on. */
  tree: Hash;
  /** Absolute folder, taken out of the names of failures. */
  root: string;
  now(): Timestamp;
  signal: AbortSignal;
  /** Called for every run of every check, in order, before the next one starts. */
  onReceipt(receipt: CheckReceipt, rerun: boolean): void;
}

export interface VerificationInput extends Running {
  baseline: CheckReceipt[] | null;
  iteration: number;
  /** `s2: criterion text` without evidence; or how to tell from this round's receipts. */
  uncovered: string[] | ((receipts: CheckReceipt[]) => string[]);
  alteredTests: AlteredTest[];
}

/** A verification with the sentences that say why it is not plainly green or red. */
export interface ReasonedVerification extends Verification {
  reasons: string[];
}

/**
 * One round. Its receipts are the last run of each check; `onReceipt` saw all.
 * @throws FailureError `aborted`: a check cut off by the signal is no evidence and makes no receipt.
 */
export async function runVerification(input: VerificationInput): Promise<ReasonedVerification> {
  const firsts: CheckReceipt[] = [];
  const reruns: CheckReceipt[] = [];
  for (const check of input.checks) {
    const first = await runOnce(check, input, false);
    firsts.push(first);
    if (hasNewFailures(first, input.baseline)) reruns.push(await runOnce(check, input, true));
  }
  const judgement = judge({ baseline: input.baseline, receipts: firsts, reruns });
  const receipts = firsts.map((first) => reruns.find((rerun) => rerun.check === first.check) ?? first);
  return {
    iteration: input.iteration,
    verdict: judgement.verdict,
    receipts,
    newFailures: judgement.newFailures,
    oldFailures: judgement.oldFailures,
    flaky: judgement.flaky,
    uncovered: typeof input.uncovered === "function" ? input.uncovered(receipts) : input.uncovered,
    tree: input.tree,
    alteredTests: input.alteredTests,
    reasons: judgement.reasons,
  };
}

/**
 * Measures what fails before the first edit. A red check runs twice: what fails in either run is an old failure.
 * Checks made from criteria are left out, for their failure is the work to be done.
 * @throws FailureError `aborted`
 */
export async function measureBaseline(input: Running): Promise<CheckReceipt[]> {
  const receipts: CheckReceipt[] = [];
  for (const check of input.checks) {
    if (isCriterionCheck(check.id)) continue;
    const first = await runOnce(check, input, false);
    receipts.push(isGreen(first) ? first : either(first, await runOnce(check, input, true)));
  }
  return receipts;
}

/** The red run, with the names of both; unreadable where either red run was. */
function either(first: CheckReceipt, second: CheckReceipt): CheckReceipt {
  if (isGreen(second) || first.end !== "exited") return first;
  if (second.end !== "exited" || first.failing === null || second.failing === null)
    return { ...first, failing: null };
  return { ...first, failing: [...new Set([...failureNames(first), ...failureNames(second)])] };
}

async function runOnce(check: Check, input: Running, rerun: boolean): Promise<CheckReceipt> {
  stopIfAborted(input.signal);
  const at = input.now();
  const outcome = await input.run(check, input.signal);
  stopIfAborted(input.signal);
  const receipt = makeReceipt({ check, outcome, tree: input.tree, at, root: input.root });
  input.onReceipt(receipt, rerun);
  return receipt;
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted)
    throw new FailureError(failure("aborted", "The verification was stopped before its checks ended."));
}
