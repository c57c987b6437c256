// A process for which no file is left open has no streams: simple-git falls over that before it listens, and the error
// nobody hears would end the whole program. Heard here for git's own processes; anybody else's goes where it went before.
import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { type Failure, failure } from "../../protocol/failure";

const full = new Set(["EMFILE", "ENFILE"]);
const programs = new Set<string>();

/** From now on a process of this program that finds no file left ends nothing but its own command. */
export function hearRefusals(program: string): void {
  if (programs.size === 0) subscribe("child_process", listen);
  programs.add(program);
}

function listen(message: unknown): void {
  const { process: child } = message as { process: ChildProcess };
  child.on("error", (thrown: NodeJS.ErrnoException) => {
    const isOurs = full.has(thrown.code ?? "") && programs.has(child.spawnfile);
    if (!isOurs && child.listenerCount("error") === 1) throw thrown;
  });
}

/** What simple-git throws then; null for anything else. */
export function refusedFor(word: string, message: string): Failure | null {
  if (!/^TypeError: .*\(reading 'on'\)/.test(message)) return null;
  const why = "too many files are open; close some, or raise the limit (ulimit -n)";
  return failure("storage-failed", `git ${word} could not be started because ${why}.`, "EMFILE");
}
