// The work of every run in this table, and the scripted model that does it: it looks only at its conversation, so whatever
// is lost from there is done again, and whatever was done without a word there shows up twice.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ScriptCall, ScriptReply, ScriptRequest } from "../../../src/demo/modelServer/script";

export interface PlannedCall extends ScriptCall {
  /** Words of a good answer to it. */
  good: string;
}

export interface Work {
  name: "edits" | "reads";
  prompt: string;
  files: Record<string, string>;
  /** Calls of the answers, in order. */
  answers: PlannedCall[][];
  /** The last answer, where it is no call. */
  last: string;
  /** What the folder may look like, in order; nothing between and nothing else. */
  states: string[];
}

const first = "first – größer 👋🏽\nEND";
const second = "second\nEND";
const made = "made by the second answer\n";
const ledger = "ledger.txt";
const extra = "notes.txt";

const state = (ledgerText: string, extraText: string | null) => JSON.stringify([ledgerText, extraText]);

/** Effects a person can count: a file that shows every edit, and one that is made. */
export const edits: Work = {
  name: "edits",
  prompt: "/single Add two lines to ledger.txt and make notes.txt.",
  files: { [ledger]: "END\n" },
  answers: [
    [{ name: "read_file", input: { path: ledger }, good: "END" }],
    [{ name: "edit_file", input: { path: ledger, search: "END", replace: first }, good: "Edited" }],
    [
      { name: "edit_file", input: { path: ledger, search: "END", replace: second }, good: "Edited" },
      { name: "write_file", input: { path: extra, content: made }, good: "Created" },
    ],
    [{ name: "attempt_completion", input: { result: "Two lines more – and a new file." }, good: "Accepted" }],
  ],
  last: "",
  states: [
    state("END\n", null),
    state(`${first}\n`, null),
    state(`${first.replace("END", second)}\n`, null),
    state(`${first.replace("END", second)}\n`, made),
  ],
};

const read = (path: string, good: string): PlannedCall => ({ name: "read_file", input: { path }, good });

/** No effect at all, which is cheaper: for faults that reach no tool. */
export const reads: Work = {
  name: "reads",
  prompt: "What do the notes say?",
  files: { [ledger]: "END\n", "a.txt": "alpha\n", "b.txt": "beta\n", "c.txt": "größer\n" },
  answers: [
    [read("a.txt", "alpha")],
    [read("b.txt", "beta"), read("c.txt", "größer")],
    [read(ledger, "END")],
  ],
  last: "They say alpha, beta – and größer.",
  states: [state("END\n", null)],
};

export function layOut({ files }: Work, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
}

/** What the folder looks like now. */
export function lookAt(folder: string): string {
  return state(textAt(join(folder, ledger)) ?? "", textAt(join(folder, extra)));
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** The answer a conversation is due, and its place among the answers. */
export function nextAnswer(work: Work, request: ScriptRequest): { place: number; reply: ScriptReply } {
  for (const [place, calls] of work.answers.entries()) {
    const open = calls.filter((call) => !wasDone(call, request));
    if (open.length > 0)
      return { place, reply: { text: "Go on – größer.", calls: open.map(({ good: _, ...call }) => call) } };
  }
  return { place: work.answers.length, reply: { text: work.last || "Nothing is left." } };
}

function wasDone(call: PlannedCall, { messages }: ScriptRequest): boolean {
  const ids = messages.flatMap(({ toolCalls }) =>
    toolCalls
      .filter((made) => made.name === call.name && sameInput(made.input, call.input))
      .map(({ id }) => id),
  );
  const isAnswered = messages.some(({ toolResults }) =>
    toolResults.some(({ id, text, isError }) => ids.includes(id) && !isError && isGood(text, call)),
  );
  return isAnswered || (call.name !== "read_file" && messages.some(({ text }) => isTold(text, call)));
}

function isGood(text: string, { good }: PlannedCall): boolean {
  return text.includes(good);
}

/** What was done is told in the summary of a shortened conversation; what was read has to be read again. */
function isTold(text: string, call: PlannedCall): boolean {
  const waiting: string[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("- you called ")) waiting.push(line);
    if (!/^ {2}(ok|failed): /.test(line)) continue;
    const called = waiting.shift() ?? "";
    const told = `- you called ${call.name} ${JSON.stringify(call.input)}`.replace(/\s+/g, " ").slice(0, 120);
    if (line.startsWith("  ok") && called.startsWith(told)) return true;
  }
  return false;
}

export function sameInput(left: unknown, right: unknown): boolean {
  return sorted(left) === sorted(right);
}

function sorted(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
        : inner,
    ) ?? ""
  );
}
