// A tool of a tool server as a tool of the engine. What the server says about itself (that it only reads, say) carries
// no weight: every call is a command that a person sees whole.
import * as z from "zod";
import { visibleText } from "../../protocol/visibleText";
import { defineTool, type Tool, type ToolContext, type ToolOutput } from "../tools/tool";
import { cleanDescription, cleanSchema } from "./cleanSchema";
import type { RemoteTool } from "./connection";
import { toolName } from "./toolName";

export type CallTool = (
  tool: string,
  input: Record<string, unknown>,
  context: ToolContext,
) => Promise<ToolOutput>;

/** The server checks its own arguments. */
const input = z.record(z.string(), z.unknown()).nullish();

/** @returns null where its schema cannot be shown to a model. */
export function serverTool(server: string, remote: RemoteTool, call: CallTool): Tool | null {
  const inputSchema = cleanSchema(remote.inputSchema);
  if (!inputSchema) return null;
  return {
    ...defineTool({
      name: toolName(server, remote.name),
      description: cleanDescription(remote.description),
      input,
      prepare: async (given, context) => ({
        effect: "command",
        targets: [visibleText(`${server}: ${remote.name}`)],
        serverCall: { server, tool: remote.name, input: given ?? {} },
        run: () => call(remote.name, given ?? {}, context),
      }),
    }),
    inputSchema,
  };
}
