// Whether the process that left a note may still be at work. Never says so of a process of another machine.
import * as z from "zod";
import { ownIdentity, type ProcessIdentity } from "../../log/processIdentity";
import { judgeOwner } from "../../log/runLock";

export const makerShape = z.object({
  pid: z.number().int(),
  host: z.string(),
  bootId: z.string(),
  processStart: z.string(),
  pidSpace: z.string(),
});

/** Where the system tells neither start nor pid space, a note this much older is nobody's any more. */
const unsureMs = 3_600_000;

/**
 * True where the maker is gone for certain, or cannot be told and its note is an hour old.
 * @param at when the note was written, milliseconds since 1970
 */
export function isGone(maker: ProcessIdentity, at: number, now: number): boolean {
  const me = ownIdentity();
  const record = { ...maker, epoch: 0, heartbeatAt: at, released: false };
  const judgement = judgeOwner(record, me, now, unsureMs);
  return judgement === "dead" || (judgement === "unsure" && maker.host === me.host);
}
