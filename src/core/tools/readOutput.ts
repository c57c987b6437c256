// read_output: a page of an earlier output that was clipped, by its name.
import * as z from "zod";
import { FailureError } from "../../protocol/failure";
import { pageLimit, pageOf } from "./clipText";
import { optionalNumber } from "./inputs";
import { defineTool, type ToolContext, type ToolOutput, toolError } from "./tool";
import { failed } from "./writeCall";

const input = z.object({
  id: z.string().describe("named at the cut"),
  start: optionalNumber("first character"),
});

export const readOutput = defineTool({
  name: "read_output",
  description: "Read the rest of an output that was cut.",
  input,
  prepare: async ({ id, start }, context) => {
    if (!/^[0-9a-f]{64}$/.test(id))
      return toolError("The id is not that of an output; copy it from the cut output.");
    return { effect: "read", targets: [], run: async () => page(context, id, Math.max(0, start ?? 0)) };
  },
});

function page(context: ToolContext, id: string, start: number): ToolOutput {
  let whole: string;
  try {
    whole = context.readOutput(id);
  } catch (thrown) {
    if (thrown instanceof FailureError) return failed(thrown.failure);
    throw thrown;
  }
  if (start >= whole.length) return toolError(`The output has ${whole.length} characters.`, "past the end");
  const text = pageOf(whole, start, pageLimit);
  const end = start + text.length;
  const next = end < whole.length ? `\n[${whole.length - end} characters left; go on with start=${end}]` : "";
  return { text: text + next, note: `characters ${start}-${end} of ${whole.length}` };
}
