// The family every crash of this folder plays: a lone orchestrator with eight subtasks of one answer, in every state a subtask
// can be in, and three more. The model answers by role and conversation, never by a counter.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type ScriptCall,
  type ScriptReply,
  type ScriptRequest,
  taskText,
} from "../../src/demo/modelServer/script";
import type { RunSettings } from "../../src/protocol/settings";
import { ledgerFile, plantSeed } from "../crash/plot";
import type { Plot } from "../crash/plots";
import { doneCalls, keyOf, wasInterrupted } from "../crash/remembered";
import { testSettings } from "../fakes/testSettings";
import { watchFamily } from "./person";

const prompt = "#root Bring the house in order and book operation op-1.";

const give = (mode: string, message: string, more: object = {}): ScriptCall => ({
  name: "new_task",
  input: { mode, message, ...more },
});
const end = (result: string): ScriptCall => ({ name: "attempt_completion", input: { result } });
const write = (path: string, content: string): ScriptCall => ({
  name: "write_file",
  input: { path, content },
});
const read = (path: string): ScriptCall => ({ name: "read_file", input: { path } });
const ask = (question: string): ScriptCall => ({ name: "ask_parent", input: { question } });

/** One subtask for each state; `judge` is rejected at its creation, `pause` paused by the person. */
export const firstEight: ScriptCall[] = [
  give("ask", "#look Read what there is."),
  give("code", "#book Book op-1."),
  give("code", "#edit Edit the rules.", { budget_share: 0.2 }),
  give("architect", "#wonder Choose a colour."),
  give("reviewer", "#judge The rules must be short."),
  give("ask", "#pause Read slowly."),
  give("orchestrator", "#pass Give it on."),
  give("orchestrator", "#nest Give its parts away.", { budget_share: 0.5 }),
];
const afterwards = [give("code", "#undo Write a draft."), give("ask", "#cancel Read until you are stopped.")];

const book: ScriptCall = { name: "run_command", input: { command: "sh book.sh op-1" } };

/** What each subtask calls, answer by answer. */
const parts: Record<string, ScriptCall[][]> = {
  "#look": [[read("rules.txt")], [read("test.sh")], [end("RESULT look")]],
  "#book": [[write("notes/book.txt", "op-1 is to be booked\n")], [book], [end("RESULT book")]],
  "#edit": [
    [{ name: "edit_file", input: { path: "rules.txt", search: "long rules", replace: "short rules" } }],
    [{ name: "run_command", input: { command: "sh test.sh" } }],
    [end("RESULT edit")],
  ],
  "#wonder": [[ask("Which colour?")], [end("RESULT wonder")]],
  "#pause": [[read("rules.txt")], [end("RESULT pause")]],
  "#pass": [[{ name: "hand_off", input: { mode: "code", message: "#heir Write the will." } }]],
  "#heir": [[write("notes/will.txt", "all to the cat\n")], [end("RESULT heir")]],
  "#leafwrite": [[write("notes/leaf.txt", "a leaf\n")], [end("RESULT leafwrite")]],
  "#leaflook": [[read("rules.txt")], [end("RESULT leaflook")]],
  "#leafwonder": [[ask("How many?")], [end("RESULT leafwonder")]],
  "#undo": [[write("notes/draft.txt", "a draft\n")], [end("RESULT undo")]],
  "#cancel": [[read("rules.txt")], [end("RESULT cancel")]],
};

const leaves = [
  give("code", "#leafwrite Write a leaf."),
  give("ask", "#leaflook Read a leaf."),
  give("architect", "#leafwonder Count the leaves."),
];

const usage = { input: 1_000, output: 100 };

export function treeReply(request: ScriptRequest): ScriptReply {
  const text = taskText(request);
  if (text.startsWith("#root")) return { calls: lead(request, firstEight, afterwards, "ALL done"), usage };
  if (text.startsWith("#nest")) return { calls: lead(request, leaves, [], "RESULT nest"), usage };
  const name = /#[a-z]+/.exec(text)?.[0] ?? "";
  const answers = parts[name];
  if (!answers) throw new Error(`the plot has no part for ${text.slice(0, 100)}`);
  const done = doneCalls(request.messages, book);
  const open = answers.find((calls) => calls.some((call) => !done.has(keyOf(call)))) ?? answers.at(-1) ?? [];
  const wary = open[0] === book && wasInterrupted(request.messages);
  return { calls: wary ? [read(ledgerFile)] : open, usage };
}

/** What a parent does: its subtasks, then answers to their questions with what comes later, then the end. */
function lead(
  { messages }: ScriptRequest,
  first: ScriptCall[],
  later: ScriptCall[],
  result: string,
): ScriptCall[] {
  const called = messages.flatMap(({ toolCalls }) => toolCalls);
  if (called.length === 0) return first;
  const results = messages.flatMap(({ toolResults }) => toolResults);
  const asking = results.flatMap(({ text }) => /^(t\d+) \([a-z]+\) asks:/.exec(text)?.[1] ?? []);
  const answered = called.filter(({ name }) => name === "answer_task");
  const answers = asking
    .slice(answered.length)
    .map((task) => ({ name: "answer_task", input: { task, answer: "Blue, and seven." } }));
  if (answers.length > 0) return [...answers, ...later];
  return [end(result)];
}

/** Creation, completion and commands are asked for; there is money for all at once, however often a request is lost. */
function settings(url: string): RunSettings {
  const base = testSettings(url, { checks: { test: "sh test.sh" }, capMicros: 100_000_000 });
  const limits = { ...base.limits, maxOutputTokens: 1_024 };
  return {
    ...base,
    limits,
    approve: { ...base.approve, subtask: "ask", completion: "ask", command: "ask" },
  };
}

function plant(folder: string): void {
  mkdirSync(dirname(join(folder, "notes/x")), { recursive: true });
  writeFileSync(join(folder, "rules.txt"), "long rules\n");
  writeFileSync(join(folder, "notes/first.txt"), "first\n");
  plantSeed(folder);
}

export const treePlot: Plot = {
  prompt,
  role: "orchestrator",
  // The step of the subtask that is cancelled was not done.
  verified: false,
  settings,
  plant,
  reply: treeReply,
  watch: watchFamily,
};
