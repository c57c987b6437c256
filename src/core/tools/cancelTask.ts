// cancel_task: ends a subtask that waits for an answer. The engine does it, with everything below.
import * as z from "zod";
import { engineTool } from "./engineTool";

export const cancelTask = engineTool({
  name: "cancel_task",
  description: "End a subtask of yours that waits for an answer.",
  input: z.object({ task: z.string().min(1).max(80), reason: z.string().min(1).max(2_000) }),
});
