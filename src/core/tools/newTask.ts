// new_task: gives a piece of work to a subtask with its own conversation. The engine makes it and brings its one answer.
import * as z from "zod";
import { engineTool } from "./engineTool";
import { optionalList } from "./optionalList";

export const newTask = engineTool({
  name: "new_task",
  description:
    "Give a piece of work to a subtask in another mode; it sees only what you write here. Several in one answer may run side by side. Returns its result.",
  input: z.object({
    mode: z.string().min(1).max(60),
    message: z.string().min(1).max(20_000),
    files: optionalList(),
    artifacts: optionalList(),
    /** Of the plan, where it is one of its steps. */
    step: z.string().max(20).nullish(),
    /** Of what is left when it begins. */
    budget_share: z.number().gt(0).max(1).nullish(),
    result_schema: z.record(z.string(), z.unknown()).nullish(),
  }),
});
