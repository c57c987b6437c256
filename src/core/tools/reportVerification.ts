// report_verification: ends a debugger's task with a typed report. It claims nothing the engine does not check again.
import * as z from "zod";
import { endingCall } from "./endingCall";
import { defineTool } from "./tool";

const criterion = z.object({ text: z.string(), met: z.boolean(), evidence: z.string() });

const input = z
  .object({
    verdict: z.enum(["patched", "fix_order", "checked", "stuck"]),
    summary: z.string().min(1),
    order: z.string().nullish().describe("for fix_order: what the coder shall do"),
    criteria: z.array(criterion).nullish().describe("criteria looked at"),
  })
  .transform(({ order, criteria, ...report }) => ({
    ...report,
    ...(order ? { order } : {}),
    criteria: criteria ?? [],
  }));

export const reportVerification = defineTool({
  name: "report_verification",
  description: "End the task with what you found and did.",
  input,
  prepare: async ({ verdict }) => endingCall(verdict.replace("_", " ")),
});
