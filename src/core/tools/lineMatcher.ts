// Matches a regular expression against lines. One whose form promises a quick end is matched here; any other in a thread
// of its own, so that a pattern that never ends can be ended. Nothing of the main thread is touched by such a pattern.
import type { Worker } from "node:worker_threads";
import { type PatternCost, patternCost, stepsFor } from "./patternCost";
import { shownCharacters } from "./search";

/** Longest time for one file, milliseconds; a usual one takes under one. */
const fileMs = 2000;
/** Steps for one file that may be taken here: a few milliseconds if all of them are needed, which they never are. */
const mostSteps = 5_000_000;
/** Time of one search that may be spent here before the rest goes to the thread, milliseconds. */
const hereMs = 200;

export type LineMatch = [line: number, text: string];

/** Also the thread's program, as text: it uses nothing from outside itself. */
function matchLines(pattern: RegExp, lines: string[], most: number, shown: number): LineMatch[] {
  const found: LineMatch[] = [];
  let number = 0;
  for (const line of lines) {
    number++;
    const match = pattern.exec(line);
    if (!match) continue;
    const from = line.length <= shown ? 0 : Math.max(0, match.index - 60);
    found.push([number, line.slice(from, from + shown)]);
    if (found.length >= most) break;
  }
  return found;
}

const lineEnd = /\r\n|\n|\r/;

/** The thread gets texts and answers with the lines that match. */
const program = `
import { parentPort, workerData } from "node:worker_threads";
const { source, flags, shown } = workerData;
const pattern = new RegExp(source, flags);
const matchLines = ${matchLines};
parentPort.on("message", ({ text, most }) =>
  parentPort.postMessage(matchLines(pattern, text.split(${lineEnd}), most, shown)));`;

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
  private readonly pattern: RegExp;
  private readonly cost: PatternCost | null;
  private spentMs = 0;
  private thread: MatchThread | null = null;

  constructor(private readonly source: { source: string; flags: string }) {
    this.pattern = new RegExp(source.source, source.flags);
    this.cost = patternCost(source.source);
  }

  /** Lines of the text that match, at most `most`; null where the pattern takes too long on it. */
  async match(text: string, most: number): Promise<LineMatch[] | null> {
    const lines = text.split(lineEnd);
    if (!this.mayMatchHere(lines)) {
      this.thread ??= new MatchThread(this.source);
      return this.thread.match(text, most);
    }
    const start = performance.now();
    const found = matchLines(this.pattern, lines, most, shownCharacters);
    this.spentMs += performance.now() - start;
    return found;
  }

  /** Ends the thread, also in the middle of a match. */
  async end(): Promise<void> {
    await this.thread?.end();
  }

  private mayMatchHere(lines: readonly string[]): boolean {
    if (!this.cost || this.spentMs > hereMs) return false;
    return (
      stepsFor(
        this.cost,
        lines.map((line) => line.length),
      ) <= mostSteps
    );
  }
}

class MatchThread {
  private readonly worker: Worker;
  private broken = false;

  constructor(pattern: { source: string; flags: string }) {
    const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
    // Loaded here, for hardly any search needs it.
    const threads = process.getBuiltinModule("node:worker_threads");
    this.worker = new threads.Worker(url, {
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

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
