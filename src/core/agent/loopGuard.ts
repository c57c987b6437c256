// Watches one task's tool calls for turning in circles. Pure but for its own memory, which is bounded.
// Promises to let work that moves on alone: new files, new test results, or answers not heard before.
import { createHash } from "node:crypto";

export interface ObservedCall {
  name: string;
  input: unknown;
  /** What the model was told. */
  result: string;
  /** The call left files in a state they were not in before it. */
  changedFiles: boolean;
  /** The call showed a set of failing tests not seen before in this task. */
  newTestState: boolean;
}

export interface LoopVerdict {
  stop: boolean;
  /** A clause for the end of a sentence, without a full stop; "" while nothing is wrong. */
  reason: string;
}

export interface LoopGuard {
  observe(call: ObservedCall): LoopVerdict;
  /** Forgets everything: a person said to go on, or the task was steered. */
  reset(): void;
}

/** How a call looks, from exact to coarse. */
interface Seen {
  name: string;
  /** Arguments with whitespace collapsed, `./` left out and keys sorted. */
  input: string;
  /** Arguments without free-standing numbers. */
  shape: string;
  exact: string;
  /** Result without times, durations, addresses and ids. */
  plain: string;
  /** Its arguments crept from an earlier call's, and its result was mostly told then. */
  stale: boolean;
  /** The same was asked before, and not a line of the result is new. */
  empty: boolean;
  /** Number of file or test changes before this call. */
  era: number;
}

/** What calls of one shape have told so far. */
interface Told {
  inputs: Set<string>;
  lines: Set<string>;
}

const MEMORY = 24;
/** How far back a repeat is looked for, so that a state asked again much later is no loop. */
const WINDOW = 10;
const LIMITS = { same: 3, sameButTimes: 5, jitter: 5, similar: 6, blind: 6, idle: 12 };
const MOST_KEPT = 20_000;
const LONGEST = 200_000;
const GO_ON: LoopVerdict = { stop: false, reason: "" };

/** Rules and figures: reliability A7 (1), (2) and (4). One guard per task. */
export function createLoopGuard(): LoopGuard {
  let recent: Seen[] = [];
  let heard = new Set<string>();
  let told = new Map<string, Told>();
  let era = 0;
  let idle = 0;
  const reset = () => {
    recent = [];
    heard = new Set();
    told = new Map();
    idle = 0;
  };
  return {
    reset,
    observe(call) {
      if (call.newTestState) reset();
      const seen = look(call, era, told);
      const answer = `${seen.name} ${seen.plain}`;
      const moved = call.changedFiles || call.newTestState;
      idle = moved || (!heard.has(answer) && !seen.stale) ? 0 : idle + 1;
      if (heard.size < MOST_KEPT) heard.add(answer);
      recent = [...recent.slice(1 - MEMORY), seen];
      if (moved) era += 1;
      const reason = repeats(recent) ?? circles(recent) ?? wanders(recent) ?? idles(idle);
      return reason === null ? GO_ON : { stop: true, reason };
    },
  };
}

function look(call: ObservedCall, era: number, told: Map<string, Told>): Seen {
  const input = canonical(call.input);
  const shape = `${call.name} ${input.replace(/(?<![A-Za-z0-9_/.])(?<![A-Za-z0-9_]-)\d+/g, "#")}`;
  const text = withoutTimes(call.result.slice(0, LONGEST));
  const before = told.get(shape) ?? { inputs: new Set(), lines: new Set() };
  if (told.size < 500) told.set(shape, before);
  // A poll asks the same again and may hear one new line in a hundred; only creeping arguments make that stale.
  const creeps = before.inputs.size > 1 || (before.inputs.size === 1 && !before.inputs.has(input));
  const asked = before.inputs.has(input);
  const known = learn(text, before.lines);
  const stale = known >= 0.9 && creeps;
  const empty = known === 1 && asked;
  if (before.inputs.size < MOST_KEPT) before.inputs.add(input);
  return { name: call.name, input, shape, exact: hash(call.result), plain: hash(text), stale, empty, era };
}

/** (1) The same call with the same result, while no file and no test result changed. */
function repeats(recent: readonly Seen[]): string | null {
  const last = recent.at(-1);
  if (last === undefined) return null;
  const same = recent.slice(-WINDOW).filter((seen) => isSameCall(seen, last) && seen.era === last.era);
  if (same.filter((seen) => seen.exact === last.exact).length >= LIMITS.same) {
    return `${last.name} was called ${LIMITS.same} times with the same arguments and the same result`;
  }
  if (same.filter((seen) => seen.plain === last.plain).length >= LIMITS.sameButTimes) {
    return `${last.name} was called ${LIMITS.sameButTimes} times with the same arguments; only times in its result differ`;
  }
  // The first of them told what the others repeat, in another order or more often.
  if (last.empty && same.filter((seen) => seen.empty).length >= LIMITS.sameButTimes - 1) {
    return `${last.name} was called ${LIMITS.sameButTimes} times with the same arguments and told nothing new`;
  }
  // Even where it changes files each time: a command that appends to a log, over and over.
  const blind = recent.slice(-LIMITS.blind);
  if (
    blind.length === LIMITS.blind &&
    blind.every((seen) => isSameCall(seen, last) && seen.plain === last.plain)
  ) {
    return `${last.name} was called ${LIMITS.blind} times in a row with the same arguments and the same result`;
  }
  return null;
}

/** (2) A circle of two to five calls that begins for the third time, even where its edits undo each other. */
function circles(recent: readonly Seen[]): string | null {
  const same = (left: Seen, right: Seen) => isSameCall(left, right) && left.plain === right.plain;
  for (let length = 2; length <= 5; length += 1) {
    const tail = recent.slice(-(2 * length + 1));
    const first = tail[0];
    if (first === undefined || tail.length < 2 * length + 1) return null;
    const varied = tail.some((seen) => !same(seen, first));
    const turns = tail.every((seen, index) => index < length || same(tail[index - length] ?? first, seen));
    if (turns && varied)
      return `The same ${length} calls came round for the third time with the same results`;
  }
  return null;
}

/** Arguments that creep (a line further, another spelling) while the answers stay the same. */
function wanders(recent: readonly Seen[]): string | null {
  const last = recent.at(-1);
  if (last === undefined) return null;
  const quiet = recent.slice(-WINDOW).filter((seen) => seen.era === last.era && seen.name === last.name);
  const creeping = quiet.filter((seen) => seen.shape === last.shape);
  const other = creeping.some((seen) => seen.input !== last.input);
  if (other && last.stale && creeping.filter((seen) => seen.stale).length >= LIMITS.jitter - 1) {
    return `${last.name} was called ${LIMITS.jitter} times with slightly other numbers and told nothing new`;
  }
  const similar = quiet.filter((seen) => seen.plain === last.plain && alike(seen.input, last.input));
  if (similar.length >= LIMITS.similar) {
    return `${last.name} was called ${LIMITS.similar} times with nearly the same arguments and the same result`;
  }
  return null;
}

/** (4) Nothing new at all: no file, no test result, no answer that was not heard before. */
function idles(idle: number): string | null {
  return idle >= LIMITS.idle
    ? `The last ${LIMITS.idle} calls changed no file and no test result and told nothing new`
    : null;
}

function isSameCall(left: Seen, right: Seen): boolean {
  return left.name === right.name && left.input === right.input;
}

/** Adds a result's lines to those told before. @returns the share of them that was known */
function learn(text: string, known: Set<string>): number {
  const lines = new Set(text.split("\n").map((line) => line.replace(/^\s*\d+\s*[:|\t→]/, "").trim()));
  let old = 0;
  for (const line of lines) {
    if (known.has(line)) old += 1;
    else if (known.size < MOST_KEPT) known.add(line);
  }
  return old / lines.size;
}

/** Nearly equal texts: what they begin and end with in common is four fifths of the longer. */
function alike(left: string, right: string): boolean {
  const longest = Math.max(left.length, right.length);
  const shortest = Math.min(left.length, right.length);
  let front = 0;
  while (front < shortest && left.charCodeAt(front) === right.charCodeAt(front)) front += 1;
  let back = 0;
  while (
    back < shortest - front &&
    left.charCodeAt(left.length - 1 - back) === right.charCodeAt(right.length - 1 - back)
  ) {
    back += 1;
  }
  return front + back >= longest * 0.8;
}

function withoutTimes(text: string): string {
  return text
    .replace(/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?\b/g, "<time>")
    .replace(/\b\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?\b/g, "<time>")
    .replace(/\b1[5-9]\d{8}(?:\d{3})?\b/g, "<time>")
    .replace(/\b\d+(?:\.\d+)?\s?(?:ms|µs|s|sec|secs|seconds?|minutes?|min)\b/g, "<duration>")
    .replace(/\b0x[0-9a-fA-F]+\b/g, "<address>")
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>")
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{16,}\b/gi, "<id>")
    .replace(/\/(?:tmp|var\/folders\/[^\s/]+\/[^\s/]+)\/[^\s/:'"]+/g, "<temporary>")
    .replace(/\bpid[ =:]+\d+/gi, "<pid>");
}

function canonical(input: unknown): string {
  const sorted = JSON.stringify(input, (_key, value: unknown) => {
    if (typeof value === "string") return plainPaths(value).replace(/\s+/g, " ").trim();
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
  return (sorted ?? "").slice(0, LONGEST);
}

/** `././a` is `a`, however often it is said. */
function plainPaths(text: string): string {
  return text.replace(/(?<![\w./])(?:\.\/)+(?=[\w.])/g, "");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
