// Scripted tool calls in few words, for the tables of loops and of work that only looks like one.
import { createLoopGuard, type ObservedCall } from "../../../src/core/agent/loopGuard";

export type Step = Partial<ObservedCall> & { name: string };

export function call(name: string, input: unknown, result: string, more: Partial<ObservedCall> = {}): Step {
  return { name, input, result, ...more };
}

const changed = { changedFiles: true };

export const edit = (path: string, from: string, to: string) =>
  call("edit_file", { path, search: from, replace: to }, `Edited ${path} at line 1 (+1 −1).`, changed);
export const read = (path: string, result = `contents of ${path}`) => call("read_file", { path }, result);
export const run = (command: string, result: string) => call("run_command", { command }, result);
/** A command as the product tells of it. */
export const shell = (command: string, exit: number, output = "") =>
  call("run_command", { command }, `exit ${exit}.\n${output || "(no output)"}`, { failed: exit !== 0 });
/** A command that changes files. */
export const act = (command: string, result = "") => call("run_command", { command }, result, changed);
export const search = (pattern: string, result = "No matches.") =>
  call("search_files", { path: "src", pattern }, result);

const file = Array.from({ length: 400 }, (_, index) => `const value${index * 7} = compute(${index});`);
/** Lines of a long file, as many as `count`. */
export const lines = (from: number, count: number) => file.slice(from, from + count).join("\n");

export const times = (count: number, at: (n: number) => Step | Step[]) =>
  Array.from({ length: count }, (_, n) => at(n)).flat();

/** One of several, in turn. */
export const inTurn = (n: number, ...steps: Step[]) => steps[n % steps.length] as Step;

/** Calls until the guard says stop; null where it never does. */
export function firstStop(steps: Iterable<Step>): { after: number; reason: string } | null {
  const guard = createLoopGuard();
  let after = 0;
  for (const step of steps) {
    after += 1;
    const verdict = guard.observe({
      input: {},
      result: "",
      changedFiles: false,
      newTestState: false,
      ...step,
    });
    if (verdict.stop) return { after, reason: verdict.reason };
  }
  return null;
}
