// submit_plan: ends the planner's task with a plan. The engine checks it, asks for approval and makes it the graph.
import { counted } from "../../protocol/counted";
import { planInputSchema, sessionPlanInputSchema } from "../../protocol/plan";
import { endingCall } from "./endingCall";
import { defineTool } from "./tool";

export const submitPlan = defineTool({
  name: "submit_plan",
  description:
    "Hand in the plan and end. after: numbers of the steps a step needs, from 1. check: a shell command whose exit code 0 proves the criterion.",
  input: planInputSchema,
  prepare: async ({ steps }) => endingCall(`plan with ${counted(steps.length, "step")}`),
});

/** The same in an Agent Manager session, where a step is an agent. */
export const submitSessionPlan = defineTool({ ...submitPlan, input: sessionPlanInputSchema });
