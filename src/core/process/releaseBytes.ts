// Gives the memory of a read chunk back at once. Node makes 64 KB anew for each read and frees it with its next collection,
// which a flood of output outruns by tens of megabytes. It never touches memory that somebody else has a part in.
import { MessageChannel, type MessagePort } from "node:worker_threads";

let nowhere: MessagePort | null = null;

/** A closed port still takes what is handed over to it, and drops it (HTML standard, "message port post message steps"). */
function closedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}

/** @param chunk what nobody reads any more; it is empty afterwards, unless its memory is shared with other chunks. */
export function releaseBytes(chunk: Buffer): void {
  const { buffer } = chunk;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== chunk.byteLength) return;
  try {
    nowhere ??= closedPort();
    nowhere.postMessage(null, [buffer]);
  } catch {
    // Memory that cannot be handed over goes with the next collection.
  }
}
