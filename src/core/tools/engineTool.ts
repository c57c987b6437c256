// What the tools share that only the engine can carry out: subtasks, questions upwards, changes of plan and role. They do
// nothing themselves; agent/engineCall.ts asks the engine what such a call comes to.
import type * as z from "zod";
import { defineTool, type Tool, toolError } from "./tool";

export function engineTool(tool: { name: string; description: string; input: z.ZodType }): Tool {
  return defineTool({
    ...tool,
    prepare: async () => ({
      effect: "engine",
      targets: [],
      run: async () => toolError(`${tool.name} can only be carried out by the engine.`),
    }),
  });
}
