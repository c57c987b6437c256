// A scripted conversation of one task: what is said and called in each turn, and what it would have cost in tokens.
import type { ScriptCall, ScriptReply } from "../modelServer/script";
import { type ScriptedTurn, usageOf } from "./usageOf";

export interface ConversationTurn extends ScriptedTurn {
  text?: string;
  calls: ScriptCall[];
}

/** Replies with their token counts. */
export function conversation(turns: readonly ConversationTurn[]): ScriptReply[] {
  const usages = usageOf(turns);
  return turns.map(({ text, calls }, index) => ({ text, calls, usage: usages[index] }));
}

export function readFile(path: string): ScriptCall {
  return { name: "read_file", input: { path } };
}

export function editFile(path: string, search: string, replace: string): ScriptCall {
  return { name: "edit_file", input: { path, search, replace } };
}

export function runCommand(command: string): ScriptCall {
  return { name: "run_command", input: { command } };
}

export function complete(result: string): ScriptCall {
  return { name: "attempt_completion", input: { result } };
}
