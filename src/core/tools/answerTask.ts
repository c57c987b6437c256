// answer_task: answers what a subtask asked its parent. The engine lets the subtask go on and brings its one answer.
import * as z from "zod";
import { engineTool } from "./engineTool";

export const answerTask = engineTool({
  name: "answer_task",
  description: "Answer a subtask's question; it goes on, and this returns its result.",
  input: z.object({ task: z.string().min(1).max(80), answer: z.string().min(1).max(20_000) }),
});
