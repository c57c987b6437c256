// A git process that answers one question after another, instead of a process for each: only for commands that git itself
// reads from its input one by one. It ends by itself soon after the last question, and at once with the process that
// asks. What it cannot answer is left unanswered, so that the caller asks a process of its own.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** One answer and how many bytes it took, or how many bytes there must be before it is worth looking again. */
export type Taken<Part> = { part: Part; bytes: number } | { needs: number };

/** How a command is asked of a standing process. `Part` is one of its answers. */
export interface Standing<T, Part = unknown> {
  /** Words of the process; of one place and these words there is one. */
  args: readonly string[];
  /** Makes what it is sent; null where this one needs a process of its own. */
  question(): string | Uint8Array | null;
  /** The caller's own settings matter; without it they are those of the repository alone. */
  heedsSettings?: boolean;
  /** How many answers come; a question without one is asked of a process of its own. */
  answers: number;
  /** Reads the answer at the beginning of `bytes`. Throws where it is in no known form. */
  take(bytes: Buffer, index: number): Taken<Part>;
  /** Throws where the answers are none that can be relied on. */
  read(parts: Part[]): T;
  /** Called when it was answered or will not be. */
  done?(): void;
}

interface Waiting {
  form: Standing<unknown>;
  parts: unknown[];
  resolve(answer: { value: unknown } | null): void;
}

export interface StandingProcess {
  /** The answer; null where there is none: the process ended, or said what is not understood. Never throws. */
  ask<T>(form: Standing<T>, question: string | Uint8Array): Promise<{ value: T } | null>;
  readonly isGone: boolean;
}

/** How long one without a question goes on, in milliseconds: a turn of tool calls, not a model's answer. */
const idleMs = 2_000;

/** Starts it. @param cwd a folder that nobody removes before the repository. */
export function startStanding(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> },
): StandingProcess {
  const child = spawn(program, [...args], {
    ...options,
    stdio: ["pipe", "pipe", "ignore"],
    windowsHide: true,
  });
  // No file was left open for its streams: nothing is asked of it.
  if ((child.stdout as unknown) === undefined) {
    child.once("error", () => undefined);
    return { isGone: true, ask: async () => null };
  }
  return attend(child as unknown as ChildProcessWithoutNullStreams);
}

function attend(child: ChildProcessWithoutNullStreams): StandingProcess {
  const waiting: Waiting[] = [];
  let chunks: Buffer[] = [];
  let held = 0;
  let needs = 1;
  let isGone = false;
  let idle: NodeJS.Timeout | undefined;

  const end = () => {
    isGone = true;
    clearTimeout(idle);
    child.kill();
    for (const each of waiting.splice(0)) each.resolve(null);
  };
  const rest = (isResting: boolean) => {
    clearTimeout(idle);
    // Nobody waits for a process that rests, and one that is asked something keeps the program alive.
    for (const handle of [child, child.stdin, child.stdout] as unknown as NodeJS.Timeout[])
      if (isResting) handle.unref?.();
      else handle.ref?.();
    if (!isResting) return;
    idle = setTimeout(() => {
      isGone = true;
      child.stdin.end();
    }, idleMs);
    idle.unref();
  };
  const hear = (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    while (waiting[0] !== undefined && held >= needs) {
      const bytes = chunks.length === 1 ? (chunks[0] ?? chunk) : Buffer.concat(chunks);
      const left = answer(waiting, bytes);
      if (left === null) return end();
      needs = left.needs;
      held = left.bytes.length;
      chunks = [left.bytes];
    }
    if (waiting.length === 0) rest(true);
  };
  child.stdout.on("data", hear);
  child.once("error", end).once("close", end);
  // A pipe that is gone is told by the end of the process.
  child.stdin.on("error", () => undefined);
  rest(true);

  return {
    get isGone() {
      return isGone;
    },
    ask: <T>(form: Standing<T>, question: string | Uint8Array) =>
      new Promise<{ value: T } | null>((resolve) => {
        if (isGone) return resolve(null);
        rest(false);
        waiting.push({ form, parts: [], resolve: resolve as Waiting["resolve"] });
        child.stdin.write(question);
      }),
  };
}

/** Settles the question that is answered first, as far as its bytes go; null where what came is not understood. */
function answer(waiting: Waiting[], bytes: Buffer): { bytes: Buffer; needs: number } | null {
  const first = waiting[0];
  let at = 0;
  try {
    while (first !== undefined && first.parts.length < first.form.answers) {
      const taken = first.form.take(bytes.subarray(at), first.parts.length);
      if ("needs" in taken) return { bytes: bytes.subarray(at), needs: taken.needs };
      first.parts.push(taken.part);
      at += taken.bytes;
    }
    const value = first?.form.read(first.parts);
    waiting.shift();
    first?.resolve({ value });
    return { bytes: bytes.subarray(at), needs: 1 };
  } catch {
    return null;
  }
}

/** One line, without its end. */
export function takeLine(bytes: Buffer): Taken<string> {
  const end = bytes.indexOf(10);
  return end < 0 ? { needs: bytes.length + 1 } : { part: bytes.toString("utf8", 0, end), bytes: end + 1 };
}
