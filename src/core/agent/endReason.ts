// Why a task failed, in the closed list its parent is told. Pure.
import type { Failure } from "../../protocol/failure";
import type { EndReason } from "../../protocol/task";

/** By the beginning of a failure's code; the first that fits holds. */
const reasons: readonly [string, EndReason][] = [
  ["budget-", "cap"],
  ["provider-", "provider"],
  ["key-missing", "provider"],
  ["model-missing", "provider"],
  ["model-refusal", "provider"],
  ["turn-limit", "stuck"],
  ["model-", "stuck"],
  ["ask-limit", "stuck"],
  ["result-contract", "contract"],
  ["internal", "crash"],
];

export function endReasonOf({ code }: Failure): EndReason {
  return reasons.find(([start]) => code.startsWith(start))?.[1] ?? "failed";
}
