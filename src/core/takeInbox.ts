// Commands that other processes dropped into a run's inbox: read, held against who sent them, admitted, done.
import type { Origin } from "../protocol/approval";
import type { RunCommand } from "../protocol/command";
import type { Failure } from "../protocol/failure";
import { admit, isFailure } from "./admit";
import { processState } from "./log/processIdentity";
import { descendsFrom } from "./process/processTree";
import { readInboxEntry } from "./readInboxEntry";
import { type Driver, pauseOf } from "./schedule/driver";
import { editedPlan } from "./schedule/editedPlan";
import type { Runtime } from "./schedule/runtime";

/** A sender counts only while it lives, is who it says it is, and was not started by the run. Design section 4. */
function isLivingPerson(sender: { pid: number; processStart: string }, run: string): boolean {
  return processState(sender.pid, sender.processStart) !== "gone" && !descendsFrom(sender.pid, run);
}

/** Takes what comes from now on; where the disk does not give it, the run pauses. @returns the unsubscriber. */
export function watchInbox(runtime: Runtime, driver: () => Driver): () => void {
  return runtime.store.watchInbox(() => {
    takeInbox(runtime, driver).catch((thrown: unknown) => driver().pause(pauseOf(thrown)));
  });
}

/**
 * Commands other processes dropped; from one the run started itself, none is taken. What could not be done because the
 * log could not be written is left again.
 * @param sent `before` the run was driven: a wish to pause was fulfilled by then.
 */
export async function takeInbox(runtime: Runtime, driver: () => Driver, sent?: "before"): Promise<void> {
  const { store } = runtime;
  const entries = await store.takeInbox();
  for (const [index, entry] of entries.entries()) {
    try {
      takeEntry(runtime, driver, entry, sent);
    } catch (thrown) {
      for (const open of entries.slice(index)) await store.postInbox(open);
      throw thrown;
    }
  }
}

function takeEntry(runtime: Runtime, driver: () => Driver, entry: unknown, sent?: "before"): void {
  const { log } = runtime;
  const read = readInboxEntry(entry);
  if (!read || !isLivingPerson(read, log.view().run)) return;
  const origin: Origin = { kind: "person", via: read.via, pid: read.pid };
  const admitted = admit(log.view(), read.command, origin, editedPlan);
  if (isFailure(admitted)) {
    refuse(runtime, read, admitted, origin);
    return;
  }
  if (admitted.facts.length > 0) log.append(...admitted.facts);
  if (admitted.next === "pause" && sent !== "before")
    driver().pause({ reason: "person", message: "Paused by the user." });
  if (admitted.next === "stop") driver().stop();
  driver().wake();
}

/** The log is the only way back to a sender in another process; a log that has ended takes nothing more. */
function refuse(
  { log }: Runtime,
  { id, command }: { id: string | null; command: RunCommand },
  failure: Failure,
  origin: Origin,
): void {
  if (id === null || log.view().status === "ended") return;
  log.append({ type: "command.refused", id, command: command.type, failure, origin });
}
