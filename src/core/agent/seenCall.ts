// How a tool call and its answer look, from exact to coarse: what of them only ever varies (times, ids, the words that
// were asked) is left out, step by step. Pure; it remembers nothing and decides nothing.
import { createHash } from "node:crypto";
import { escapePattern } from "../../protocol/escapePattern";

export interface ObservedCall {
  name: string;
  input: unknown;
  /** What the model was told. */
  result: string;
  /** The call left files in a state they were not in before it. */
  changedFiles: boolean;
  /** The call showed a set of failing tests not seen before in this task. */
  newTestState: boolean;
  /** It could not do what was asked: an error of the tool, an exit code other than 0. Read from the result where not told. */
  failed?: boolean;
}

/** One call by its looks. */
export interface CallLooks {
  name: string;
  /** Arguments with whitespace collapsed, `./` left out and keys sorted. */
  input: string;
  /** Arguments without ids and free-standing numbers. */
  shape: string;
  exact: string;
  /** Result without times and durations. */
  timeless: string;
  /** Result without times, durations, addresses and ids; where the call failed, without the words that were asked too. */
  plain: string;
  /** The same without any word that has a digit in it. */
  skeleton: string;
  /** Numbers that stand alone in the result, in their order. */
  numbers: readonly string[];
  /** Lines of the result, for telling which of them are new. */
  lines: ReadonlySet<string>;
  failed: boolean;
  /** What it looked at was small enough to be one of many that are looked at for being well. */
  brief: boolean;
  /** It waits before it looks, as a poll does. */
  waits: boolean;
  /** The program of a shell command that failed and said why; null for every other call. */
  complaint: string | null;
}

const LONGEST = 200_000;
/** Beyond this it is an output and no answer to what was asked. */
const LONGEST_ERROR = 20_000;
const MOST_WORDS = 60;
/** Characters; a longer word is content. */
const LONGEST_WORD = 1_000;
const MOST_NUMBERS = 40;
const BRIEF = 400;
const failing =
  /\b(?:no such|not found|does not|do not|no match(?:es)?|cannot|can't|could not|couldn't|denied|refused|fail(?:s|ed|ure|ing)?|errors?|invalid|unable|exit(?:ed)? (?!0\b)\d+)\b/i;

export function looksOf(call: ObservedCall): CallLooks {
  const input = canonical(call.input);
  const result = call.result.slice(0, LONGEST);
  const failed = result.startsWith("No matches.") || (call.failed ?? failing.test(result));
  const timeless = withoutTimes(result);
  const told = withoutIds(timeless);
  const plain = failed ? withoutEcho(told, input) : told;
  return {
    name: call.name,
    input,
    shape: `${call.name} ${withoutNumbers(withoutIds(withoutTimes(input)))}`,
    exact: hash(call.result),
    timeless: hash(timeless),
    plain: hash(plain),
    skeleton: hash(plain.replace(/[\w.-]+/g, (word) => (/\d/.test(word) ? "#" : word))),
    numbers:
      plain.match(/(?<![\w.-])\d+(?:\.\d+)?(?![\w-])(?:%|\s*%|\/\d| of \d)?/g)?.slice(0, MOST_NUMBERS) ?? [],
    lines: linesOf(plain, call.name !== "run_command"),
    failed,
    brief: result.length <= BRIEF,
    waits: /^\{"command":"(?:sleep|timeout|wait)\b|\bsleep \d|--watch\b/.test(input),
    complaint: failed ? complaintOf(call.input, result) : null,
  };
}

/** Of an exit code alone nobody knows why. */
function complaintOf(input: unknown, result: string): string | null {
  const line = typeof input === "object" && input !== null && "command" in input ? input.command : null;
  if (typeof line !== "string" || result.replace(/^.*\n?/, "").trim().length < 20) return null;
  return /^(?:\w+=\S*\s+)*(\S+)/.exec(line)?.[1] ?? null;
}

/** Words of an input that name something: a path, a program, a title. Numbers alone name nothing. */
export function wordsOf(input: string): string[] {
  const words = input.split(/[^\w.@~-]+/).filter((word) => /[A-Za-z]/.test(word));
  return [...new Set(words)].slice(0, MOST_WORDS);
}

/**
 * Nearly equal inputs: what they begin and end with in common is four fifths of the longer, one has all words of the other,
 * or looks for what the other looks for and more.
 */
export function alike(left: string, right: string): boolean {
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
  return front + back >= longest * 0.8 || holds(left, right) || holds(right, left);
}

function holds(whole: string, part: string): boolean {
  const [wanted, smaller] = [soughtIn(whole), soughtIn(part)];
  return hasAllWords(whole, part) || (smaller.length > 3 && wanted.includes(smaller));
}

/** What a search looks for, without the signs of a regular expression; "" for every other call. */
function soughtIn(input: string): string {
  return /"pattern":"((?:[^"\\]|\\.)*)"/.exec(input)?.[1]?.replace(/\\\\[bBwWsSdD]|[^\p{L}\d]/gu, "") ?? "";
}

/** Of commands and paths; two searches for other words in one folder are no more alike for it. */
function hasAllWords(whole: string, part: string): boolean {
  if (!/^\{"(?:command|path)":"[^"]*"\}$/.test(part)) return false;
  const words = new Set(wordsOf(whole));
  const own = wordsOf(part);
  // The first is the name of the field.
  return own.length > 2 && own.every((word) => words.has(word));
}

/** @param headed whether the first line tells of the file and not from it: its numbers are those that were asked for. */
function linesOf(text: string, headed: boolean): Set<string> {
  const lines = text.split("\n").map((line) => line.replace(/^\s*\d+\s*[:|\t→]/, "").trim());
  const [first = ""] = lines;
  if (headed && lines.length > 1) lines[0] = first.replace(/\d+/g, "#");
  return new Set(lines);
}

function withoutNumbers(text: string): string {
  return text.replace(/(?<![A-Za-z0-9_/.])(?<![A-Za-z0-9_]-)\d+/g, "#");
}

/** An error repeats what it was asked for, so a guess never hears the same twice. */
function withoutEcho(text: string, input: string): string {
  if (text.length > LONGEST_ERROR) return text;
  const words = input
    .split(/[\s"'`,;:()[\]{}\\]+/)
    .filter((word) => (word.length > 1 || /\d/.test(word)) && word.length <= LONGEST_WORD)
    .slice(0, MOST_WORDS);
  let plain = text;
  for (const word of [...new Set(words)].sort((one, other) => other.length - one.length)) {
    if (!plain.includes(word)) continue;
    plain = plain.replace(new RegExp(`(?<![\\w])${escapePattern(word)}(?![\\w])`, "g"), "<asked>");
  }
  return plain;
}

function withoutTimes(text: string): string {
  return text
    .replace(
      /\b\d{4}-\d\d-\d\d(?:[T _]\d\d[:_]\d\d(?:[:_]\d\d)?(?:[.,_]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?\b/g,
      "<time>",
    )
    .replace(/\b\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?\b/g, "<time>")
    .replace(/\b1[5-9]\d{8}(?:\d{3})?\b/g, "<time>")
    .replace(/\b\d+(?:\.\d+)?\s?(?:ms|µs|s|sec|secs|seconds?|minutes?|min)\b/g, "<duration>");
}

function withoutIds(text: string): string {
  return (
    text
      .replace(/\b0x[0-9a-fA-F]+\b/g, "<address>")
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>")
      .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{16,}\b/gi, "<id>")
      .replace(/\/(?:tmp|var\/folders\/[^\s/]+\/[^\s/]+)\/[^\s/:'"]+/g, "<temporary>")
      .replace(/\bpid[ =:]+\d+/gi, "<pid>")
      .replace(/\(node:\d+\)/g, "<pid>")
      // Ports a system gives out by itself.
      .replace(/(?<=[\w\]]):(?:3[3-9]\d{3}|[45]\d{4}|6[0-5]\d{3})\b/g, ":<port>")
  );
}

function canonical(input: unknown): string {
  const sorted = JSON.stringify(input, (_key, value: unknown) => {
    if (typeof value === "string") return plainPaths(value).replace(/\s+/g, " ").trim();
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
  return (sorted ?? "").slice(0, LONGEST);
}

/** `././a` is `a`, however often it is said, and `./` is `.`. */
function plainPaths(text: string): string {
  return text.replace(/(?<![\w./])(?:\.\/)+(?=[\w.])/g, "").replace(/(?<![\w./])\.\/(?=$|\s)/g, ".");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
