// Trace rows of checks, verifications, checkpoints and trees. Pure.
import type { CheckReceipt } from "./check";
import { counted } from "./counted";
import type { FactOf, RunEvent } from "./event";
import type { RunView } from "./run";
import type { Draft, RowState } from "./trace";

/** Null for facts with nothing to see. */
export function traceEvidence(view: RunView, { fact }: RunEvent): Draft | null {
  switch (fact.type) {
    case "checks.found": {
      const ids = fact.checks.map((check) => check.id).join(", ");
      return { kind: "note", text: ids ? `checks: ${ids}` : "no checks found" };
    }
    case "check.settled":
      return checkDraft(fact.receipt, fact.iteration === 0 ? "baseline: " : fact.rerun ? "again: " : "");
    case "baseline.measured":
      return baselineDraft(fact.receipts);
    case "iteration.started":
      return {
        kind: "section",
        text: `iteration ${fact.iteration} of ${view.settings.maxIterations}: ${fact.reason}`,
      };
    case "verification.ended":
      return verificationDraft(fact);
    case "progress.lost": {
      const next = {
        escalate: "another specialist tries",
        replan: "a new plan is made",
        stop: "the run stops",
      }[fact.next];
      return { kind: "section", text: `no progress: ${fact.reason}; ${next}`, state: "failed" };
    }
    case "tree.restored":
      return {
        kind: "note",
        text: `restored ${fact.checkpoint} (${fact.reason}): ${count(fact.restored, "file") || "no file"}, ${fact.kept.length} kept`,
      };
    case "worktree.added":
      return { kind: "note", text: `works in ${fact.branch}` };
    case "result.applied":
      return fact.conflicts.length > 0
        ? {
            kind: "note",
            text: `not applied, changed on both sides: ${fact.conflicts.map(({ path }) => path).join(", ")}`,
            state: "failed",
          }
        : appliedDraft(fact.written);
    default:
      return null;
  }
}

function appliedDraft(written: string[]): Draft {
  if (written.length === 0) return { kind: "note", text: "nothing was applied" };
  return { kind: "note", text: `applied ${count(written, "file")}`, state: "ok" };
}

function checkDraft(receipt: CheckReceipt, prefix: string): Draft {
  const green = receipt.exitCode === 0;
  const end = receipt.end === "exited" ? `exit ${receipt.exitCode}` : receipt.end;
  const counts = receipt.failing && receipt.failing.length > 0 ? `, ${receipt.failing.length} failing` : "";
  return {
    kind: "check",
    text: `${prefix}${receipt.command}: ${end}${counts}`,
    state: green ? "ok" : "failed",
    figures: `${(receipt.ms / 1000).toFixed(1)} s`,
  };
}

function baselineDraft(receipts: CheckReceipt[]): Draft {
  const red = receipts.filter((receipt) => receipt.exitCode !== 0);
  if (receipts.length === 0) return { kind: "note", text: "baseline: nothing to measure" };
  if (red.length === 0) return { kind: "note", text: `baseline: ${receipts.length} green`, state: "ok" };
  return {
    kind: "note",
    text: `baseline: red before the first edit: ${red.map(({ check }) => check).join(", ")}`,
    state: "failed",
  };
}

function verificationDraft({ verification }: FactOf<"verification.ended">): Draft {
  const { verdict, newFailures, oldFailures, flaky, uncovered, iteration } = verification;
  const parts = [
    count(newFailures, "new failure"),
    count(oldFailures, "old failure"),
    flaky.length > 0 ? `${flaky.length} flaky` : "",
    uncovered.length > 0 ? `${counted(uncovered.length, "criterion", "criteria")} open` : "",
  ].filter((part) => part);
  const details = parts.length > 0 ? ` (${parts.join(", ")})` : "";
  const state = { green: "ok", red: "failed", unverified: "info" }[verdict] as RowState;
  return { kind: "section", text: `verification ${iteration}: ${verdict}${details}`, state };
}

function count(names: unknown[], word: string): string {
  return names.length === 0 ? "" : counted(names.length, word);
}
