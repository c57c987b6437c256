// A parent that answers one question of its subtask twice in the same answer. The subtask says what it was told, so that the
// log shows which of the two it heard. The model answers by role and conversation, never by a counter.
import {
  type ScriptCall,
  type ScriptReply,
  type ScriptRequest,
  taskText,
} from "../../src/demo/modelServer/script";
import { ledgerFile } from "../crash/plot";
import type { Plot } from "../crash/plots";
import { doneCalls, keyOf, wasInterrupted } from "../crash/remembered";
import { treePlot } from "./plot";

const call = (name: string, input: object): ScriptCall => ({ name, input });
const end = (result: string) => call("attempt_completion", { result });

const book = call("run_command", { command: "sh book.sh op-1" });
const question = call("ask_parent", { question: "Which colour?" });
const colours = ["blue", "red"];

function reply(request: ScriptRequest): ScriptReply {
  const isRoot = taskText(request).startsWith("#root");
  return { calls: isRoot ? parentSays(request) : childSays(request), usage: { input: 1_000, output: 100 } };
}

function parentSays({ messages }: ScriptRequest): ScriptCall[] {
  const results = messages.flatMap(({ toolResults }) => toolResults);
  if (results.length === 0) return [call("new_task", { mode: "code", message: "#asks Book op-1." })];
  const answered = messages.flatMap(({ toolCalls }) => toolCalls).some(({ name }) => name === "answer_task");
  if (!answered) return colours.map((answer) => call("answer_task", { task: "t2", answer }));
  return [end("ALL done")];
}

function childSays({ messages }: ScriptRequest): ScriptCall[] {
  const done = doneCalls(messages, book);
  if (!done.has(keyOf(question))) return [question];
  if (!done.has(keyOf(book)))
    return wasInterrupted(messages) ? [call("read_file", { path: ledgerFile })] : [book];
  const told = messages.flatMap(({ toolResults }) => toolResults).map(({ text }) => text);
  return [end(`RESULT heard ${told.filter((text) => colours.includes(text)).join()}`)];
}

export const answersPlot: Plot = { ...treePlot, prompt: "#root Have op-1 booked.", verified: true, reply };
