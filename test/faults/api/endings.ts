// Rows of A5: how an answer ends, and what it says it cost.
import type { ScriptReply, ScriptUsage } from "../../../src/demo/modelServer/script";
import type { FaultRow, Hit, Played } from "./faultRow";

const limits = { anthropic: "max_tokens", "openai-chat": "length", "openai-responses": "max_output_tokens" };
const refused = {
  anthropic: "refusal",
  "openai-chat": "content_filter",
  "openai-responses": "content_filter",
};

/** The planned answer with its last call cut in the middle, as a model leaves it that ran out of tokens. */
function cutCall({ planned, dialect, between }: Hit): ScriptReply {
  const calls = planned.calls ?? [];
  const last = calls.at(-1) ?? { name: "read_file", input: { path: "a.txt" } };
  const text = JSON.stringify(last.input);
  const raw = text.slice(0, between(0, text.length - 1));
  return { ...planned, calls: [{ name: last.name, input: { raw } }], stop: limits[dialect] };
}

/** What was said of an answer's cost cannot be true: it is booked as it was set aside. */
const uncounted = (played: Played) => {
  const unknown = played.events.filter(
    ({ fact }) => fact.type === "model.settled" && fact.usage === null && !fact.failure,
  );
  return unknown.length === played.hits
    ? []
    : [`${played.hits} answers without usage, ${unknown.length} booked so`];
};
const used =
  (usage: ScriptUsage | "missing") =>
  ({ planned }: Hit): ScriptReply => ({ ...planned, usage });

const stops: FaultRow[] = [
  {
    name: "the limit cuts a text",
    fault: ({ dialect }) => ({ text: "They say", stop: limits[dialect] }),
    times: ({ between }) => between(1, 3),
    ends: "done",
  },
  { name: "the limit cuts a call", work: "edits", fault: cutCall, calls: true, ends: "done" },
  {
    name: "the limit always cuts a call",
    work: "edits",
    fault: cutCall,
    calls: true,
    times: "always",
    ends: { failed: "model-output-limit" },
    look: ({ hits }) => (hits === 2 ? [] : [`${hits} cut calls, and the limit is raised once`]),
  },
  {
    name: "pause_turn",
    only: "anthropic",
    fault: ({ hit }) => ({ text: `Still at it ${hit}.`, stop: "pause_turn" }),
    times: ({ between }) => between(1, 5),
    ends: "done",
    look: sentBack,
  },
  {
    name: "pause_turn without an end",
    only: "anthropic",
    fault: ({ hit }) => ({ text: `Still at it ${hit}.`, stop: "pause_turn" }),
    times: "always",
    ends: { failed: "model-empty" },
    look: ({ hits }) => (hits === 6 ? [] : [`paused ${hits} times`]),
  },
  {
    name: "a refusal",
    fault: ({ planned, dialect }) => ({ ...planned, text: "I will not.", stop: refused[dialect] }),
    times: "always",
    ends: { failed: "model-refusal" },
    look: ({ hits }) => (hits === 1 ? [] : ["a refusal was asked for again"]),
  },
  {
    name: "the window is full",
    only: "anthropic",
    fault: ({ planned }) => ({ ...planned, calls: [], stop: "model_context_window_exceeded" }),
    ends: "done",
  },
  {
    name: "a stop reason nobody knows",
    fault: ({ planned }) => ({ ...planned, stop: "tired" }),
    calls: true,
    ends: "done",
  },
  { name: "an empty answer", fault: () => ({}), ends: "done" },
  {
    name: "empty answers",
    fault: () => ({}),
    times: "always",
    ends: { failed: "model-empty" },
    look: ({ hits }) => (hits === 2 ? [] : [`${hits} empty answers, and there is one reminder`]),
  },
  { name: "only thoughts", fault: () => ({ thinking: "Hm, let me see." }), ends: "done" },
];

/** What the model had said before it paused comes back as its own words. */
function sentBack({ requests, hits }: Played): string[] {
  const last = requests.at(-1)?.messages ?? [];
  const said = last.flatMap(({ role, text }) => (role === "assistant" ? [text] : [])).join("\n");
  const lost = Array.from({ length: hits }, (_, hit) => `Still at it ${hit}.`).filter(
    (text) => !said.includes(text),
  );
  return lost.length > 0 ? [`not sent back: ${lost.join(" ")}`] : [];
}

const usages: FaultRow[] = [
  { name: "usage of zero", fault: used({ input: 0, output: 0 }), ends: "done", look: uncounted },
  { name: "negative usage", fault: used({ input: -5, output: -70 }), ends: "done", look: uncounted },
  { name: "no usage", fault: used("missing"), ends: "done", look: uncounted },
  {
    name: "no usage for a long answer",
    fault: ({ planned }) => ({ ...planned, text: "long – ".repeat(3000), usage: "missing" }),
    calls: true,
    ends: "done",
    look: uncounted,
  },
  {
    name: "more cached than there was",
    fault: used({ input: 100, output: 10, cacheRead: 5000, cacheWrite: 70 }),
    lies: true,
    ends: "done",
  },
  {
    name: "more output than was asked for",
    fault: used({ input: 100, output: 100_000 }),
    lies: true,
    times: "always",
    ends: { failed: "provider-output-overrun" },
    look: ({ hits }) => (hits === 1 ? [] : ["the model was used again"]),
  },
];

export const endings: FaultRow[] = [...stops, ...usages];
