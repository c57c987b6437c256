// What a scripted model can tell from its conversation alone, so that a repeated request is answered alike.
import type { ScriptMessage } from "../../src/demo/modelServer/script";

/** One call as a name for it, arguments included. */
export function keyOf(call: { name: string; input: unknown }): string {
  return `${call.name} ${JSON.stringify(call.input)}`;
}

/**
 * Calls with a good result; an operation that stands in the ledger was done, whatever its own result says.
 * @param book the call that books it.
 */
export function doneCalls(
  messages: readonly ScriptMessage[],
  book: { name: string; input: unknown },
): Set<string> {
  const results = new Map(messages.flatMap(({ toolResults }) => toolResults).map((one) => [one.id, one]));
  const done = new Set<string>();
  for (const call of messages.flatMap(({ toolCalls }) => toolCalls)) {
    const result = results.get(call.id);
    if (!result || result.isError) continue;
    done.add(keyOf(call));
    if (call.name === "read_file" && result.text.includes("op-1")) done.add(keyOf(book));
  }
  return done;
}

/** The last thing told is that the command was interrupted: look before it is run again. */
export function wasInterrupted(messages: readonly ScriptMessage[]): boolean {
  const last = messages.at(-1)?.toolResults.at(-1);
  const call = messages.flatMap(({ toolCalls }) => toolCalls).find(({ id }) => id === last?.id);
  return call?.name === "run_command" && last?.isError === true;
}
