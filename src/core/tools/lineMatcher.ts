// Matches a regular expression against lines in a thread of its own, so that a pattern that never ends can be ended.
// Nothing of the main thread is touched by the pattern.
import { Worker } from "node:worker_threads";
import { shownCharacters } from "./search";

/** Longest time for one file, milliseconds; a usual one takes under one. */
const fileMs = 2000;

/** The thread's whole program: it gets texts and answers with the lines that match. */
const program = `
import { parentPort, workerData } from "node:worker_threads";
const { source, flags, shown } = workerData;
const pattern = new RegExp(source, flags);
parentPort.on("message", ({ text, most }) => {
  const found = [];
  let number = 0;
  for (const line of text.split(/\\r\\n|\\n|\\r/)) {
    number++;
    const match = pattern.exec(line);
    if (!match) continue;
    const from = line.length <= shown ? 0 : Math.max(0, match.index - 60);
    found.push([number, line.slice(from, from + shown)]);
    if (found.length >= most) break;
  }
  parentPort.postMessage(found);
});`;

export type LineMatch = [line: number, text: string];

/** Compiles the pattern as JavaScript does; a leading \`(?i)\` ignores case. Null with a reason where it cannot. */
export function compilePattern(
  pattern: string,
  literal: boolean,
): { source: string; flags: string } | { reason: string } {
  if (literal) return { source: pattern.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"), flags: "" };
  const ignoresCase = pattern.startsWith("(?i)");
  const source = ignoresCase ? pattern.slice(4) : pattern;
  let reason = "";
  for (const flags of ignoresCase ? ["iu", "i"] : ["u", ""]) {
    try {
      new RegExp(source, flags);
      return { source, flags };
    } catch (thrown) {
      reason = (thrown as Error).message;
    }
  }
  return { reason };
}

export class LineMatcher {
  private readonly worker: Worker;
  private broken = false;

  constructor(pattern: { source: string; flags: string }) {
    const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
    this.worker = new Worker(url, {
      workerData: { ...pattern, shown: shownCharacters },
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    // An error is seen by the match that waits for its answer; without a listener it would end the process.
    this.worker.on("error", () => {
      this.broken = true;
    });
    this.worker.unref();
  }

  /** Lines of the text that match, at most `most`; null where the pattern takes too long on it. */
  async match(text: string, most: number): Promise<LineMatch[] | null> {
    if (this.broken) return null;
    return new Promise((resolve) => {
      const settle = (found: LineMatch[] | null) => {
        clearTimeout(timer);
        this.worker.off("message", settle);
        this.worker.off("error", fail);
        resolve(found);
      };
      const fail = () => settle(null);
      const timer = setTimeout(() => {
        this.broken = true;
        fail();
      }, fileMs);
      this.worker.once("message", settle);
      this.worker.once("error", fail);
      this.worker.postMessage({ text, most });
    });
  }

  /** Ends the thread, also in the middle of a match. */
  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
