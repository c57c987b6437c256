// Rows of A5: the answer arrives whole, and what the model said in it cannot be used as it is.
import type { ScriptCall, ScriptReply } from "../../../src/demo/modelServer/script";
import type { FaultRow, Hit, Played } from "./faultRow";

/** A call that cannot be used, and the planned ones. */
const beside =
  (call: ScriptCall) =>
  ({ planned }: Hit): ScriptReply => ({
    ...planned,
    calls: [call, ...(planned.calls ?? [])],
  });
const raw = (name: string, text: string): ScriptCall => ({ name, input: { raw: text } });
const alone = (call: ScriptCall) => (): ScriptReply => ({ calls: [call] });

/** The call is answered with what is wrong, and nothing is run. */
const told = (words: RegExp) => (played: Played) => {
  const texts = played.events.flatMap(({ fact }) => {
    if (fact.type !== "toolCall.settled" || fact.outcome === "ok") return [];
    return ["text" in fact.output ? fact.output.text : fact.output.head];
  });
  return texts.some((text) => words.test(text)) ? [] : [`it was never told: ${words.source}`];
};

const bads: [name: string, call: ScriptCall, told: RegExp][] = [
  ["arguments that are no JSON", raw("write_file", '{"path": "notes.txt", "content": '), /not JSON/],
  ["a comma too many", raw("write_file", '{"path": "x.txt", "content": "y",}'), /not JSON/],
  ["arguments that are a list", raw("read_file", '["a.txt"]'), /not a JSON object/],
  ["a tool that is not there", { name: "format_disk", input: { path: "/" } }, /no tool format_disk/],
  ["a tool of another role", { name: "new_task", input: { role: "coder" } }, /no tool new_task/],
  ["a field that is missing", { name: "read_file", input: {} }, /do not fit read_file: path/],
  ["a wrong type", { name: "read_file", input: { path: 7 } }, /do not fit read_file: path/],
];

const single: FaultRow[] = bads.map(([name, call, words]) => ({
  name,
  fault: beside(call),
  calls: true,
  ends: "done",
  look: told(words),
}));

/** No tokens as many as are asked for hold it, so an endpoint that sends it does not say what it used. */
const longArgument: FaultRow = {
  name: "an argument of 1 MB",
  fault: (hit) => {
    const call = { name: "read_file", input: { path: "x".repeat(1_000_000) } };
    return { ...beside(call)(hit), usage: { input: 300, output: 200 } };
  },
  calls: true,
  lies: true,
  ends: "done",
  look: told(/^The path "x+/),
};

const ids =
  (id: string, count: number) =>
  ({ planned }: Hit): ScriptReply => {
    const calls = planned.calls ?? [];
    const again = Array.from({ length: count }, () => ({ name: "read_file", input: { path: "ledger.txt" } }));
    return { ...planned, calls: [...again, ...calls].map((call) => ({ ...call, id })) };
  };

const repeated: FaultRow[] = [
  { name: "one id for several calls", fault: ids("the_same", 1), calls: true, ends: "done" },
  { name: "calls without an id", fault: ids("", 1), calls: true, ends: "done" },
  {
    name: "calls without their stop reason",
    work: "edits",
    fault: ({ planned, dialect }) => ({
      ...planned,
      stop: { anthropic: "end_turn", "openai-chat": "stop", "openai-responses": "completed" }[dialect],
    }),
    calls: true,
    ends: "done",
  },
  {
    name: "nothing but calls that cannot be used",
    fault: ({ hit }) =>
      alone(hit % 2 ? raw("read_file", `{"path": "a${hit}`) : { name: "read_file", input: { hit } })(),
    times: "always",
    ends: { failed: "model-invalid-calls" },
    look: ({ hits }) => (hits === 4 ? [] : [`${hits} answers, and not 1 and 3 repairs`]),
  },
  {
    name: "three calls that cannot be used, then good ones",
    fault: ({ hit }) => alone(raw("write_file", `{"path": "x${hit}.txt", "content": `))(),
    times: 3,
    ends: "done",
  },
];

export const calls: FaultRow[] = [...single, longArgument, ...repeated];
