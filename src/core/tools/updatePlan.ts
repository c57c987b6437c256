// update_plan: changes what is left of the run's plan, with a reason. The engine asks for approval; what was done stays.
import * as z from "zod";
import { stepSchema } from "../../protocol/plan";
import { engineTool } from "./engineTool";

export const updatePlan = engineTool({
  name: "update_plan",
  description:
    "Replace the steps of the plan that have not begun. after: numbers of the steps a step needs, from 1 in this list.",
  input: z.object({ reason: z.string().min(1).max(2_000), steps: z.array(stepSchema).max(30) }),
});
