// Reads what another process dropped into a run's inbox. Pure; who really sent it is the receiver's to find out.
import { inboxEntrySchema, type RunCommand } from "../protocol/command";

/** Null for what is no command. */
export function readInboxEntry(
  entry: unknown,
): { id: string | null; command: RunCommand; pid: number; processStart: string; via: string } | null {
  const parsed = inboxEntrySchema.safeParse(entry);
  if (!parsed.success) return null;
  const { id = null, command, sender } = parsed.data;
  return { id, command, ...sender };
}
