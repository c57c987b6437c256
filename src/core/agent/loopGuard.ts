// Watches one task's tool calls for turning in circles. Pure but for its own memory, which is bounded.
// Promises to let work that moves on alone: new files, new test results, answers not heard before, one target after another.
import { alike, type CallLooks, looksOf, type ObservedCall, wordsOf } from "./seenCall";

export type { ObservedCall } from "./seenCall";

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

/** A call by its looks and by what was there before it. */
interface Seen extends Omit<CallLooks, "lines"> {
  /** Its arguments crept from an earlier call's, and its result was mostly told then. */
  stale: boolean;
  /** The same was asked before, and not a line of the result is new. */
  empty: boolean;
  /** It went well with something that was not asked about before, and had little to tell: one of many. */
  sweeps: boolean;
  /** It changed something itself. */
  moved: boolean;
  /** Number of file or test changes before this call. */
  era: number;
}

/** What calls of one shape have told so far. */
interface Told {
  inputs: Set<string>;
  lines: Set<string>;
}

/** What a task has asked and heard. */
interface Memory {
  recent: Seen[];
  heard: Set<string>;
  told: Map<string, Told>;
  named: Set<string>;
  idle: number;
}

const MEMORY = 24;
/** How far back a repeat is looked for, so that a state asked again much later is no loop. */
const WINDOW = 10;
const LIMITS = {
  same: 3,
  sameButTimes: 5,
  waits: 6,
  noise: 6,
  jitter: 5,
  similar: 6,
  stuck: 6,
  blind: 6,
  idle: 12,
};
const MOST_KEPT = 20_000;
const GO_ON: LoopVerdict = { stop: false, reason: "" };
/** Calls that look for something: that it is not there says nothing of the next place. */
const looking = new Set(["run_command", "search_files", "read_file", "list_files", "read_output"]);
/** What they find is told; the same again is no news, whatever was asked. */
const telling = new Set(["search_files", "read_file", "read_output"]);

const nothingYet = (): Memory => ({
  recent: [],
  heard: new Set(),
  told: new Map(),
  named: new Set(),
  idle: 0,
});

/** Rules and figures: reliability A7 (1), (2) and (4). One guard per task. */
export function createLoopGuard(): LoopGuard {
  let memory = nothingYet();
  let era = 0;
  return {
    reset: () => {
      memory = nothingYet();
    },
    observe(call) {
      if (call.newTestState) memory = nothingYet();
      const seen = look(call, era, memory);
      const { heard } = memory;
      const answer = `${seen.name} ${seen.plain}`;
      if (seen.moved || (!heard.has(answer) && !seen.stale)) memory.idle = 0;
      else if (!seen.sweeps) memory.idle += 1;
      if (heard.size < MOST_KEPT) heard.add(answer);
      memory.recent = [...memory.recent.slice(1 - MEMORY), seen];
      if (seen.moved) era += 1;
      const { recent } = memory;
      const reason =
        repeats(recent) ?? circles(recent) ?? wanders(recent) ?? isStuck(recent) ?? idles(memory.idle);
      return reason === null ? GO_ON : { stop: true, reason };
    },
  };
}

function look(call: ObservedCall, era: number, { told, named }: Memory): Seen {
  const { lines, ...looks } = looksOf(call);
  const { shape, input } = looks;
  const before = told.get(shape) ?? { inputs: new Set(), lines: new Set() };
  if (told.size < 500) told.set(shape, before);
  // A poll asks the same again and may hear one new line in a hundred; only creeping arguments make that stale.
  const creeps = before.inputs.size > 1 || (before.inputs.size === 1 && !before.inputs.has(input));
  const asked = before.inputs.has(input);
  const known = learn(lines, before.lines);
  if (before.inputs.size < MOST_KEPT) before.inputs.add(input);
  const words = wordsOf(input).map((word) => `${call.name} ${word}`);
  const isNamed = words.every((word) => named.has(word));
  for (const word of words) if (named.size < MOST_KEPT) named.add(word);
  return {
    ...looks,
    stale: known >= 0.9 && creeps,
    empty: known === 1 && asked,
    sweeps: !looks.failed && looks.brief && !isNamed && !telling.has(call.name),
    moved: call.changedFiles || call.newTestState,
    era,
  };
}

/** (1) The same call with the same result, while no file and no test result changed. */
function repeats(recent: readonly Seen[]): string | null {
  const last = recent.at(-1);
  if (last === undefined) return null;
  const same = recent.slice(-WINDOW).filter((seen) => isSameCall(seen, last) && seen.era === last.era);
  const name = `${last.name} was called`;
  const few = last.waits ? LIMITS.waits : LIMITS.same;
  if (same.filter((seen) => seen.exact === last.exact).length >= few)
    return `${name} ${few} times with the same arguments and the same result`;
  const many = last.waits ? LIMITS.waits : LIMITS.sameButTimes;
  if (same.filter((seen) => seen.plain === last.plain).length >= many)
    return `${name} ${many} times with the same arguments; only times in its result differ`;
  // The first of them told what the others repeat, in another order or more often; what told something new was no waste.
  const silent = same.slice(same.findLastIndex((seen) => !seen.empty) + 1);
  if (silent.length >= many - 1) return `${name} ${many} times with the same arguments and told nothing new`;
  const noisy = same.filter((seen) => seen.skeleton === last.skeleton);
  if (
    noisy.length >= LIMITS.noise &&
    !getsOn(
      noisy.map(({ numbers }) => numbers),
      last.failed,
    )
  )
    return `${name} ${LIMITS.noise} times with the same arguments; only numbers and names in its result differ`;
  // Even where it changes files each time: a command that appends to a log, over and over.
  const blind = recent.slice(-LIMITS.blind);
  const isBlind = (seen: Seen) => isSameCall(seen, last) && seen.plain === last.plain;
  if (blind.length === LIMITS.blind && blind.every(isBlind))
    return `${name} ${LIMITS.blind} times in a row with the same arguments and the same result`;
  return null;
}

/**
 * Whether a number in answers that are else the same goes one way, as a count of what is done does. Where the call fails, a
 * number that grows by one each time and is no part of a whole counts the calls.
 */
function getsOn(answers: readonly (readonly string[])[], failed: boolean): boolean {
  const [first = []] = answers;
  return first.some((_, place) => {
    const texts = answers.map((numbers) => numbers[place] ?? "");
    const values = texts.map((text) => Number.parseFloat(text));
    const steps = values.slice(1).map((value, at) => value - (values[at] ?? 0));
    const moves = steps.some((step) => step !== 0);
    const isOneWay = steps.every((step) => step >= 0) || steps.every((step) => step <= 0);
    const counts = failed && steps.every((step) => step === 1) && !/[%/]|of/.test(texts[0] ?? "");
    return moves && isOneWay && !counts;
  });
}

/** (2) A circle of two to five calls that begins for the third time, even where its edits undo each other. */
function circles(recent: readonly Seen[]): string | null {
  for (let length = 2; length <= 5; length += 1) {
    const tail = recent.slice(-(2 * length + 1));
    const [first] = tail;
    if (first === undefined || tail.length < 2 * length + 1) return null;
    const isStill = tail.every(({ era }) => era === first.era);
    // Where something changes on the way, another name of what was made is news to whoever looks at it.
    const same = (left: Seen, right: Seen) =>
      isSameCall(left, right) &&
      (isStill || right.moved ? left.plain === right.plain : left.timeless === right.timeless);
    const creeps = (left: Seen, right: Seen) =>
      same(left, right) || (isStill && left.shape === right.shape && right.stale);
    const turns = (alike: typeof same) =>
      tail.every((seen, index) => index < length || alike(tail[index - length] ?? first, seen));
    const isRing =
      (turns(same) && tail.some((seen) => !isSameCall(seen, first))) ||
      (turns(creeps) && tail.some((seen) => seen.shape !== first.shape));
    if (isRing) return `The same ${length} calls came round for the third time with the same results`;
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
  if (other && last.stale && creeping.filter((seen) => seen.stale).length >= LIMITS.jitter - 1)
    return `${last.name} was called ${LIMITS.jitter} times with slightly other numbers and told nothing new`;
  const near = last.failed ? quiet : recent.slice(-LIMITS.similar).filter((seen) => quiet.includes(seen));
  const similar = near.filter((seen) => !seen.sweeps && seen.plain === last.plain && isNear(seen, last));
  if (!last.sweeps && similar.length >= LIMITS.similar)
    return `${last.name} was called ${LIMITS.similar} times with nearly the same arguments and the same result`;
  return null;
}

/** Nearly the same asked, or one program that complains of the same. */
function isNear(left: Seen, right: Seen): boolean {
  if (left.complaint !== null && left.complaint === right.complaint) return true;
  return alike(left.input, right.input);
}

/** A tool that refuses for the same reason again and again, whatever it is told. */
function isStuck(recent: readonly Seen[]): string | null {
  const last = recent.at(-1);
  if (!last?.failed || looking.has(last.name)) return null;
  const same = recent
    .slice(-WINDOW)
    .filter((seen) => seen.era === last.era && seen.name === last.name && seen.failed);
  return same.filter((seen) => seen.plain === last.plain).length >= LIMITS.stuck
    ? `${last.name} failed ${LIMITS.stuck} times for the same reason`
    : null;
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
function learn(lines: ReadonlySet<string>, known: Set<string>): number {
  let old = 0;
  for (const line of lines) {
    if (known.has(line)) old += 1;
    else if (known.size < MOST_KEPT) known.add(line);
  }
  return old / lines.size;
}
