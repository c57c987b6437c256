// Answers of the host to the composer's questions, read with care: what does not fit counts as no answer.
import * as z from "zod";
import type { RouteHint } from "../../../src/protocol/wire";
import type { HostReply } from "../host/host";

const filesSchema = z.array(z.string().max(4096));
const routeSchema = z.object({
  decision: z.enum(["orchestrate", "single", "chat"]),
  estimatedLines: z.number(),
  reasons: z.array(z.string()),
  forced: z.string().nullable(),
});

export function readFiles(reply: HostReply): string[] {
  const read = reply.ok ? filesSchema.safeParse(reply.value) : null;
  return read?.success ? read.data : [];
}

export function readRoute(reply: HostReply): RouteHint | null {
  const read = reply.ok ? routeSchema.safeParse(reply.value) : null;
  return read?.success ? read.data : null;
}
