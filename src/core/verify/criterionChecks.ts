// Turns criteria that name a shell command of their own into checks. Pure; whoever runs them asks for approval first.
import type { Check } from "../../protocol/check";
import type { Plan } from "../../protocol/plan";
import { checkOf, oneSpaced } from "./criteria";

// A name of a detected check that is not here: no shell knows it.
const CHECK_NAME = /^(?:npm|pnpm|yarn|bun|cargo|go|make|maven|gradle|criterion)-[\w-]+$/;

/**
 * @param plan the accepted plan
 * @param checks the detected checks; a criterion that names one needs no new check
 * @returns one check per distinct command, `criterion-s2-1` for the first criterion of s2 that asks for it
 */
export function criterionChecks(plan: Pick<Plan, "steps">, checks: readonly Check[]): Check[] {
  const made: Check[] = [];
  for (const step of plan.steps) {
    for (const [index, criterion] of step.criteria.entries()) {
      const command = (criterion.check ?? "").trim();
      if (command === "" || CHECK_NAME.test(oneSpaced(command))) continue;
      if (checkOf(criterion, [...checks, ...made])) continue;
      made.push({
        id: `criterion-${step.id}-${index + 1}`,
        kind: "other",
        command,
        cwd: "",
        origin: `criterion ${step.id}`,
      });
    }
  }
  return made;
}
