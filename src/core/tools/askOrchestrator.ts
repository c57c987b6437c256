// ask_orchestrator: an agent of a session asks about others' work. The engine has it answered, or asks who knows.
import * as z from "zod";
import { engineTool } from "./engineTool";
import { optionalText } from "./inputs";

export const askOrchestrator = engineTool({
  name: "ask_orchestrator",
  description: "Ask about other agents' work; you wait for the answer.",
  input: z.object({
    question: z.string().min(1).max(4_000),
    about: optionalText("agent that knows it, where you know who"),
  }),
});
