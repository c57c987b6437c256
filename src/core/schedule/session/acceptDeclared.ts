// The plan of a session file becomes the graph: a person wrote it, so nobody is asked about it.
import type { Fact } from "../../../protocol/event";
import { criterionChecks } from "../../verify/criterionChecks";
import { planProblem } from "../endings";
import { performEnd } from "../performEnd";
import type { Runtime } from "../runtime";
import { declaredPlan } from "./sessionPlan";

export async function acceptDeclared(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const view = log.view();
  const plan = declaredPlan(view);
  const extra = typeof plan === "string" ? [] : criterionChecks(plan, view.checks ?? []);
  const problem = typeof plan === "string" ? plan : planProblem(view, plan, extra);
  if (typeof plan === "string" || problem) {
    return performEnd(runtime, {
      kind: "end",
      outcome: "failed",
      why: `the session file cannot be used: ${problem}`,
    });
  }
  const facts: Fact[] = [{ type: "plan.accepted", plan, changed: false, replan: false }];
  if (extra.length > 0) {
    const checks = [...(view.checks ?? []), ...extra];
    facts.push({ type: "checks.found", checks, skipped: view.skippedChecks });
  }
  log.append(...facts);
}
