// Rows of A5: the answer begins, and then something happens to its bytes.
import type { ScriptFault, ScriptReply } from "../../../src/demo/modelServer/script";
import type { FaultRow, Hit, Played } from "./faultRow";
import { tries } from "./faultRow";

const broken = ({ planned }: Hit, fault: ScriptFault, change: ScriptReply = {}): ScriptReply => ({
  ...planned,
  ...change,
  fault,
});

/** The bytes of the events as they are on the wire. */
function wireOf({ events }: Hit): Buffer {
  const lines = events.map(({ name, data }) => `${name === null ? "" : `event: ${name}\n`}data: ${data}\n\n`);
  return Buffer.from(lines.join(""));
}

/** A byte inside what the last tool call of the answer is written in. */
function insideCall(hit: Hit): number {
  const wire = wireOf(hit);
  const name = hit.planned.calls?.at(-1)?.name ?? "";
  return hit.between(wire.indexOf(name), wire.length - 1);
}

const someEvents = ({ between, events }: Hit) => between(0, events.length);
const someTimes = ({ between }: { between(from: number, to: number): number }) => between(2, tries - 1);

/** The reason a provider gives inside an answer is kept. */
const keeps = (words: string) => (played: Played) =>
  played.events.some(({ fact }) => fact.type === "turn.retried" && fact.failure.message.includes(words))
    ? []
    : [`the reason "${words}" was lost`];

// Long enough for a good answer on a busy machine, short enough to wait for it.
const short = { idleMs: 300, progressMs: 60_000 };
const impatient = { idleMs: 60_000, progressMs: 600 };

const cuts: FaultRow[] = [
  {
    name: "cut at an event",
    work: "edits",
    fault: (hit) => broken(hit, { kind: "disconnect", afterEvents: hit.seed % (hit.events.length + 1) }),
    ends: "done",
  },
  {
    name: "ended at an event",
    fault: (hit) => broken(hit, { kind: "end-early", afterEvents: hit.seed % (hit.events.length + 1) }),
    ends: "done",
  },
  {
    name: "cut inside a tool call",
    work: "edits",
    calls: true,
    fault: (hit) => broken(hit, { kind: "disconnect", afterBytes: insideCall(hit) }),
    ends: "done",
  },
  {
    name: "cut inside a tool call k times",
    work: "edits",
    calls: true,
    fault: (hit) => broken(hit, { kind: "disconnect", afterBytes: insideCall(hit) }),
    times: someTimes,
    ends: "done",
  },
  {
    name: "cut at any byte",
    fault: (hit) => broken(hit, { kind: "disconnect", afterBytes: hit.between(0, wireOf(hit).length) }),
    ends: "done",
  },
  {
    name: "cut without an end",
    fault: (hit) => broken(hit, { kind: "disconnect", afterEvents: 4 }),
    times: "always",
    ends: { paused: "provider-broken-stream" },
  },
  {
    name: "cut without an end, and little money",
    fault: (hit) => broken(hit, { kind: "disconnect", afterEvents: 4 }),
    times: "always",
    settings: (settings) => {
      settings.capMicros = 400_000;
    },
    ends: { paused: "budget-exhausted" },
  },
];

const silences: FaultRow[] = [
  {
    name: "no word more",
    fault: (hit) => broken(hit, { kind: "stall", afterEvents: hit.between(1, hit.events.length - 3) }),
    silence: short,
    ends: "done",
  },
  {
    name: "no word at all",
    fault: ({ planned }) => ({ ...planned, delayMs: 600_000 }),
    silence: impatient,
    ends: "done",
  },
  {
    name: "pings only",
    fault: (hit) => broken(hit, { kind: "pings", afterEvents: hit.between(1, 4), everyMs: 20 }),
    silence: impatient,
    ends: "done",
  },
  {
    name: "all but the end is said",
    work: "edits",
    fault: (hit) => broken(hit, { kind: "never-end" }),
    silence: short,
    ends: "done",
  },
];

const shapes: FaultRow[] = [
  {
    name: "every event twice",
    fault: (hit) => broken(hit, { kind: "duplicate" }),
    ends: "typed",
    mangled: true,
  },
  {
    name: "neighbours swapped",
    fault: (hit) => broken(hit, { kind: "reorder", at: hit.between(0, hit.events.length - 2) }),
    ends: "typed",
    mangled: true,
  },
  {
    name: "unknown events",
    fault: (hit) => broken(hit, { kind: "unknown-events" }),
    times: "always",
    ends: "done",
  },
  { name: "CRLF", fault: (hit) => broken(hit, { kind: "crlf" }), times: "always", ends: "done" },
  { name: "one byte at a time", fault: ({ planned }) => ({ ...planned, chunk: 1 }), ends: "done" },
  {
    name: "characters cut in two",
    fault: ({ planned, between }) => ({ ...planned, text: "größer 👋🏽 世界", chunk: between(2, 7) }),
    ends: "done",
  },
  {
    name: "an event of 1 to 10 MB",
    fault: (hit) =>
      broken(hit, {
        kind: "long-event",
        afterEvents: someEvents(hit),
        bytes: hit.seed % 10 === 1 ? 10_000_000 : 1_000_000,
      }),
    ends: "done",
    look: ({ events }) =>
      events.some(({ fact }) => fact.type === "turn.retried") ? ["it was too much"] : [],
  },
  {
    name: "a text of 1 to 10 MB",
    fault: ({ planned, seed }) => ({
      ...planned,
      text: "long – ".repeat(seed % 10 === 0 ? 1_250_000 : 125_000),
    }),
    lies: true,
    ends: { failed: "provider-output-overrun" },
  },
  {
    name: "an event that is no JSON",
    fault: (hit) => broken(hit, { kind: "malformed", afterEvents: hit.between(0, hit.events.length - 3) }),
    ends: "done",
  },
];

const errorAt = (type: string, message: string) => (hit: Hit) =>
  broken(hit, { kind: "error-event", afterEvents: hit.between(1, hit.events.length - 3), type, message });

const insideErrors: FaultRow[] = [
  {
    name: "overloaded inside an answer",
    fault: errorAt("overloaded_error", "The kitchen is full."),
    ends: "done",
    look: keeps("The kitchen is full."),
  },
  {
    name: "limited inside an answer",
    fault: errorAt("rate_limit_error", "Slower, please."),
    ends: "done",
    look: keeps("Slower, please."),
  },
  {
    name: "an unknown error inside an answer",
    fault: errorAt("api_error", "The kitchen is on fire."),
    ends: "done",
    look: keeps("The kitchen is on fire."),
  },
  {
    name: "too long, said inside an answer",
    fault: errorAt("context_length_exceeded", "Your input exceeds the context window of this model."),
    ends: "done",
  },
  {
    name: "a response that failed",
    only: "openai-responses",
    fault: ({ planned }) => ({ ...planned, stop: "failed" }),
    ends: "done",
    look: keeps("The scripted model failed."),
  },
];

export const streams: FaultRow[] = [...cuts, ...silences, ...shapes, ...insideErrors];
