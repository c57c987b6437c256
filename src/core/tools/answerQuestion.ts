// answer_question: an agent answers what another one asked it through the orchestrator. The engine passes it on.
import * as z from "zod";
import { engineTool } from "./engineTool";

export const answerQuestion = engineTool({
  name: "answer_question",
  description: "Answer a question another agent asked you.",
  input: z.object({
    question: z.string().min(1).max(80).describe("its id"),
    answer: z.string().min(1).max(4_000),
  }),
});
