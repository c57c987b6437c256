// ask_parent: puts a question to the parent task, or to the person where there is none. The engine waits for the answer.
import * as z from "zod";
import { engineTool } from "./engineTool";

export const askParent = engineTool({
  name: "ask_parent",
  description: "Ask whoever gave you this task; use it only where the answer changes the work.",
  input: z.object({ question: z.string().min(1).max(4_000) }),
});
