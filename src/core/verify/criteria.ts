// Which success criteria have evidence. Pure. An exit code is the better witness: a criterion whose check ran is
// decided by it, whatever anyone reports.
import type { Check, CheckReceipt } from "../../protocol/check";
import type { Criterion, PlanStep } from "../../protocol/plan";
import type { DebugReport } from "../../protocol/task";
import { isGreen } from "./receipt";

export interface CoveredCriterion {
  step: string;
  text: string;
  /** `npm-test: exit code 0`, or what the debugger reported. */
  evidence: string;
}

export interface CriteriaInput {
  /** Steps whose criteria count; leave dropped ones out. */
  steps: readonly Pick<PlanStep, "id" | "criteria">[];
  checks: readonly Check[];
  /** The last receipt of each check of this round. */
  receipts: readonly CheckReceipt[];
  /** What debuggers reported, oldest first; a later word on the same criterion holds. */
  reported: DebugReport["criteria"];
}

/** @returns criteria with their evidence, and `s2: text` for each without */
export function coverCriteria(input: CriteriaInput): { covered: CoveredCriterion[]; uncovered: string[] } {
  const covered: CoveredCriterion[] = [];
  const uncovered: string[] = [];
  const words = new Map(input.reported.map((entry) => [plain(entry.text), entry]));
  for (const step of input.steps) {
    for (const criterion of step.criteria) {
      const receipt = receiptOf(criterion, input);
      const word = words.get(plain(criterion.text));
      const evidence = receipt ? checkEvidence(receipt) : word?.met ? word.evidence.trim() : "";
      if (evidence === "") uncovered.push(`${step.id}: ${criterion.text}`);
      else covered.push({ step: step.id, text: criterion.text, evidence });
    }
  }
  return { covered, uncovered };
}

/** The check a criterion names, by id or by its exact command. */
export function checkOf(criterion: Criterion, checks: readonly Check[]): Check | undefined {
  const wanted = oneSpaced(criterion.check ?? "");
  if (wanted === "") return undefined;
  return (
    checks.find((check) => check.id === wanted) ?? checks.find((check) => oneSpaced(check.command) === wanted)
  );
}

/** Whitespace is the only thing two spellings of one shell command may differ in here. */
export function oneSpaced(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function receiptOf(criterion: Criterion, input: CriteriaInput): CheckReceipt | undefined {
  const check = checkOf(criterion, input.checks);
  return check && input.receipts.findLast((receipt) => receipt.check === check.id);
}

function checkEvidence(receipt: CheckReceipt): string {
  return isGreen(receipt) ? `${receipt.check}: exit code 0` : "";
}

/** Models repeat a criterion with other quotes, case, spaces, bullets or a step's number before it. */
function plain(text: string): string {
  const folded = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[`"'“”‘’*]/g, "");
  return oneSpaced(folded)
    .replace(/^(?:[-•]\s*)?(?:s\d+\s*[:.)-]\s*)?/, "")
    .replace(/[\s.;:!]+$/, "");
}
