// The 20-turn task: a scripted model that looks, searches, reads and edits one call a turn, and ends with its 20th answer.
import type { ModelScript, ScriptCall, ScriptReply } from "../../src/demo/modelServer/script";
import { moduleNames } from "./seedProject";

/** The prompt that goes with it. */
export const taskPrompt =
  "/single Give every list function in src a default limit of 20 instead of 50, and say so in its comment.";

const call = (name: string, input: unknown): ScriptCall => ({ name, input });

/** The folder listed, then six modules found, read and edited: 19 calls, then the end. */
export function taskCalls(): ScriptCall[] {
  const calls: ScriptCall[] = [call("list_files", { path: "src" })];
  for (const noun of moduleNames.slice(0, 6)) {
    const path = `src/${noun}.js`;
    calls.push(
      call("search_files", { pattern: `list${noun[0]?.toUpperCase()}${noun.slice(1)}s` }),
      call("read_file", { path }),
      call("edit_file", { path, search: "limit = 50", replace: "limit = 20" }),
    );
  }
  const result = "All six list functions take at most 20 by default now.";
  calls.push(call("attempt_completion", { result }));
  return calls;
}

export function turnScript(): ModelScript {
  const calls = taskCalls();
  let at = 0;
  return (): ScriptReply => {
    const next = calls[at];
    at += 1;
    if (!next) throw new Error(`the task has ${calls.length} turns, and request ${at} was sent`);
    return { text: `Step ${at}.`, calls: [next] };
  };
}

/** Ends a task at once, whatever is asked. */
export function endScript(): ModelScript {
  return (request) =>
    request.tools.includes("attempt_completion")
      ? { calls: [call("attempt_completion", { result: "Nothing was to be done." })] }
      : { text: "A small shop service." };
}
