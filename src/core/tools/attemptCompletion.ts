// attempt_completion: ends a task with its result. Only the result goes up to whoever gave the task.
import * as z from "zod";
import { endingCall } from "./endingCall";
import { defineTool } from "./tool";

export const attemptCompletion = defineTool({
  name: "attempt_completion",
  description: "End the task with its result: what changed, what was run, what is open.",
  input: z.object({ result: z.string().min(1) }),
  prepare: async () => endingCall("result handed in"),
});
