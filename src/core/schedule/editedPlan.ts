// A plan as a person changed it, read for one run: in a session with the graph it would become. Pure.
import type { Plan } from "../../protocol/plan";
import { readPlanEdit } from "../../protocol/planEdit";
import { type RunSettings, sealedModels } from "../../protocol/settings";
import { sessionPlan } from "./session/sessionPlan";
import { stepRoles } from "./stepRoles";

/** @returns the plan as it was written, or one sentence that says why it cannot be used. */
export function editedPlan(settings: RunSettings, edit: unknown): Plan | string {
  const plan = readPlanEdit(edit, stepRoles(settings), sealedModels(settings));
  if (typeof plan === "string" || !settings.session) return plan;
  const graph = sessionPlan(plan, { settings });
  return typeof graph === "string" ? `The edited plan cannot be used: ${graph}.` : plan;
}
