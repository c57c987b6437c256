// The model of a session's agents: the calls of a part that were not done yet. It answers by role and conversation, and looks
// at a file whose last call failed before it tries again, as one does whose hands may have died in the middle of it.
import {
  type ScriptCall,
  type ScriptMessage,
  type ScriptReply,
  type ScriptRequest,
  taskText,
} from "../../src/demo/modelServer/script";
import { roleOf } from "../../src/demo/modelServer/scriptOf";
import { ledgerFile } from "./plot";
import { doneCalls, keyOf } from "./remembered";

/** What an agent calls, answer by answer; `when` are words of its packet. */
export interface Part {
  role: string;
  when: string;
  answers: ScriptCall[][];
}

const call = (name: string, input: object): ScriptCall => ({ name, input });
export const write = (path: string, content: string) => call("write_file", { path, content });
export const read = (path: string) => call("read_file", { path });
export const edit = (path: string, search: string, replace: string) =>
  call("edit_file", { path, search, replace });
export const end = (result: string) => call("attempt_completion", { result });
export const book = call("run_command", { command: "sh book.sh op-1" });

const usage = { input: 1_000, output: 100 };

/** The first calls of a part that were not done yet; what was refused is looked at before it is tried again. */
export function replyOf(parts: readonly Part[]) {
  return (request: ScriptRequest): ScriptReply => {
    const part = parts.find(({ role, when }) => role === roleOf(request) && taskText(request).includes(when));
    if (!part)
      throw new Error(`the plot has no part for ${roleOf(request)}: ${taskText(request).slice(0, 200)}`);
    const done = doneCalls(request.messages, book);
    for (const path of readAfter(request.messages, part)) done.add(path);
    const open = part.answers
      .map((calls) => calls.filter((one) => !done.has(keyOf(one))))
      .find((calls) => calls.length > 0);
    const calls = open ?? part.answers.at(-1) ?? [];
    if (calls[0] === book && isUnsure(request.messages)) return { calls: [read(ledgerFile)], usage };
    const refused = refusedPaths(request.messages);
    const look = calls.flatMap(({ input }) => {
      const { path } = input as { path?: string };
      return path !== undefined && refused.has(path) ? [read(path)] : [];
    });
    return { calls: look.length > 0 ? look : calls, usage };
  };
}

/** Writes whose words a later look at the file showed: done, whatever their own result says. */
function readAfter(messages: readonly ScriptMessage[], { answers }: Part): string[] {
  const results = new Map(messages.flatMap(({ toolResults }) => toolResults).map((one) => [one.id, one]));
  const shown = messages
    .flatMap(({ toolCalls }) => toolCalls)
    .flatMap(({ id, name, input }) => {
      const result = results.get(id);
      const { path } = input as { path?: string };
      return name === "read_file" && result && !result.isError ? [{ path, text: result.text }] : [];
    });
  return answers.flat().flatMap((one) => {
    const { path, content, replace } = one.input as { path?: string; content?: string; replace?: string };
    const words = (content ?? replace)?.trim();
    const isThere = words && shown.some((each) => each.path === path && each.text.includes(words));
    return isThere ? [keyOf(one)] : [];
  });
}

/** The operation was cut off, and nobody has looked at the ledger since. */
function isUnsure(messages: readonly ScriptMessage[]): boolean {
  const calls = new Map(messages.flatMap(({ toolCalls }) => toolCalls).map((one) => [one.id, one]));
  let unsure = false;
  for (const { id, isError } of messages.flatMap(({ toolResults }) => toolResults)) {
    const call = calls.get(id);
    if (call?.name === book.name) unsure = isError;
    else if (call && keyOf(call) === keyOf(read(ledgerFile)) && !isError) unsure = false;
  }
  return unsure;
}

/** Files whose last call was refused or cut off. */
function refusedPaths(messages: readonly ScriptMessage[]): Set<string> {
  const calls = new Map(messages.flatMap(({ toolCalls }) => toolCalls).map((one) => [one.id, one]));
  const refused = new Set<string>();
  for (const { id, isError } of messages.flatMap(({ toolResults }) => toolResults)) {
    const { path } = (calls.get(id)?.input ?? {}) as { path?: string };
    if (path === undefined) continue;
    if (isError && calls.get(id)?.name !== "read_file") refused.add(path);
    else refused.delete(path);
  }
  return refused;
}
