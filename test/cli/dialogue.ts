// A person at a terminal, for tests: waits for words on the screen and presses keys.
import type { ChildProcess } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { expect } from "vitest";
import { type Finished, watch } from "./program";

export const keys = { enter: "\r", down: "\x1b[B", interrupt: "\x03" };

/** Presses keys as soon as words are on the screen; each word is looked for behind the one before. */
export async function at(
  child: ChildProcess,
  ...dialogue: [words: string, keys: string][]
): Promise<Finished> {
  const finished = watch(child);
  let screen = "";
  let seen = 0;
  const left = [...dialogue];
  child.stdout?.on("data", (bytes: Buffer) => {
    screen += bytes;
    for (let [next] = left; next; [next] = left) {
      const found = screen.indexOf(next[0], seen);
      if (found < 0) return;
      seen = found + next[0].length;
      left.shift();
      child.stdin?.write(next[1]);
    }
  });
  const { code, out, error } = await finished;
  expect(left, stripVTControlCharacters(out)).toEqual([]);
  return { code, out: stripVTControlCharacters(out).replaceAll("\r", ""), error };
}
