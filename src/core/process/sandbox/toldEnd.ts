// How a command in the sandbox really ended: bubblewrap turns a signal into an exit code, so the shell around the line
// tells it on a descriptor of its own. What was not told is never guessed to be a good end.
import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

const mostBytes = 4_096;
const begun = "begun\n";

/** The signal of a shell's code: 128 and its number. */
function signalOf(code: number): NodeJS.Signals | null {
  const entry = Object.entries(constants.signals).find(([, number]) => number === code - 128);
  return entry ? (entry[0] as NodeJS.Signals) : null;
}

/**
 * Reads the end of a command.
 * @param told what came on the descriptor.
 * @param said what the sandbox itself printed where it began nothing.
 * @returns the end, or an error where the command never began.
 */
export function readEnd(exit: Exit, told: string, said: string): Exit | Error {
  if (!told.startsWith(begun)) {
    if (exit.signal) return exit;
    return new Error(`The sandbox could not be made: ${said.trim().split("\n", 1)[0] ?? ""}`);
  }
  const { code } = exit;
  if (code === null || code <= 128 || /^exit \d+\n$/.test(told.slice(begun.length))) return exit;
  const signal = signalOf(code);
  return signal ? { code: null, signal } : exit;
}

/** Collects what is told of the end; null where the command tells nothing, since it runs without a sandbox. */
export function toldEnd(
  child: ChildProcess,
): ((exit: Exit | undefined, said: string) => Exit | Error | undefined) | null {
  const stream = child.stdio[3];
  if (!stream || !("on" in stream)) return null;
  let told = "";
  stream.on("data", (chunk: Buffer) => {
    if (told.length < mostBytes) told += chunk.toString("latin1");
  });
  stream.on("error", () => {});
  return (exit, said) => exit && readEnd(exit, told, said);
}
