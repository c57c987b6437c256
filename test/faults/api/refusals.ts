// Rows of A5: the request is turned away, or never arrives.
import type { ScriptReply } from "../../../src/demo/modelServer/script";
import type { Ending, FaultRow, Hit, Played } from "./faultRow";
import { newKey, oldKey, tries } from "./faultRow";

const status = (code: number, headers?: Record<string, string>, body?: string) => (): ScriptReply => ({
  fault: { kind: "status", status: code, headers, body },
});
const limited = (headers: Record<string, string>) => status(429, headers);
const after = (value: string) => limited({ "retry-after": value });
const paused = (code: Extract<Ending, { paused: unknown }>["paused"]): Ending => ({ paused: code });

const errorBody = (type: string, message: string) =>
  JSON.stringify({ type: "error", error: { type, code: type, message } });

/** A date that many seconds from the server's own clock, which is wrong by days. */
function dated(seconds: number): ScriptReply {
  const server = Date.UTC(2026, 4, 6, 7, 8, 9);
  const date = (at: number) => new Date(at).toUTCString();
  return limited({ date: date(server), "retry-after": date(server + seconds * 1000) })();
}

function requestsOf({ events }: Played): number {
  return events.filter(({ fact }) => fact.type === "model.called").length;
}

/** Each answer takes one request, and the refusals come on top. */
function oneTry(played: Played): string[] {
  const turns = new Set(
    played.events.flatMap(({ fact }) => (fact.type === "model.called" ? [fact.turn] : [])),
  );
  return requestsOf(played) > turns.size ? ["a request that was refused for good was sent again"] : [];
}

function shortened({ events }: Played): string[] {
  const times = events.filter(({ fact }) => fact.type === "task.condensed").length;
  return times === 1 ? [] : [`the conversation was shortened ${times} times`];
}

function free({ events, hits }: Played): string[] {
  const refused = events.filter(
    ({ fact }) => fact.type === "model.settled" && fact.failure && fact.micros === 0,
  );
  return refused.length === hits ? [] : [`${hits} refusals, but ${refused.length} that cost nothing`];
}

const someTimes = ({ between }: { between(from: number, to: number): number }) => between(2, tries - 1);

const rateLimits: FaultRow[] = [
  { name: "429, retry-after 0", fault: after("0"), ends: "done", waits: [500, 550], look: free },
  { name: "429, retry-after 7", fault: after("7"), ends: "done", waits: [7000, 7700], look: free },
  { name: "429, retry-after 120", fault: after("120"), ends: "done", waits: [120_000, 120_000] },
  { name: "429, retry-after 121", fault: after("121"), ends: paused("provider-rate-limited"), look: oneTry },
  {
    name: "429, retry-after 1e6",
    fault: after("1000000"),
    ends: paused("provider-rate-limited"),
    look: oneTry,
  },
  { name: "429, retry-after -5", fault: after("-5"), ends: "done", waits: [500, 550] },
  { name: "429, retry-after garbage", fault: after("soon, maybe"), ends: "done", waits: [500, 1000] },
  { name: "429, a date in 30 s", fault: () => dated(30), ends: "done", waits: [30_000, 33_000] },
  { name: "429, a date gone by", fault: () => dated(-3600), ends: "done", waits: [500, 550] },
  {
    name: "429, retry-after-ms 1500",
    fault: limited({ "retry-after-ms": "1500" }),
    ends: "done",
    waits: [1500, 1650],
  },
  { name: "429 k times", fault: after("3"), times: someTimes, ends: "done", waits: [3000, 3300], look: free },
  { name: "429 without an end", fault: limited({}), times: "always", ends: paused("provider-rate-limited") },
  {
    name: "429, the quota is used up",
    fault: status(429, {}, errorBody("insufficient_quota", "You exceeded your current quota.")),
    times: "always",
    ends: paused("provider-refused"),
    look: oneTry,
  },
];

const overloads: FaultRow[] = [
  {
    name: "529 k times",
    fault: status(529),
    times: someTimes,
    ends: "done",
    waits: [500, 60_000],
    look: free,
  },
  {
    name: "529 without an end",
    fault: status(529),
    times: "always",
    ends: paused("provider-overloaded"),
    look: (played) => [
      ...free(played),
      ...(played.hits === tries ? [] : [`tried ${played.hits} times and not ${tries}`]),
    ],
  },
  {
    name: "529, retry-after 20",
    fault: status(529, { "retry-after": "20" }),
    ends: "done",
    waits: [20_000, 22_000],
  },
  { name: "500", fault: status(500), ends: "done", waits: [500, 1000], look: free },
  {
    name: "502 with a page",
    fault: status(502, { "content-type": "text/html" }, "<html>Bad gateway</html>"),
    ends: "done",
  },
  { name: "503 k times", fault: status(503), times: someTimes, ends: "done" },
  { name: "504", fault: status(504, {}, ""), ends: "done" },
];

const networks: FaultRow[] = [
  {
    name: "the connection is reset k times",
    fault: () => ({ fault: { kind: "reset" } }),
    times: someTimes,
    ends: "done",
    look: free,
  },
  {
    name: "a name nobody knows",
    fault: () => null,
    settings: (settings) => {
      // A label longer than any name may have: refused before a single packet leaves this machine.
      for (const model of Object.values(settings.models))
        model.baseUrl = `http://${"x".repeat(70)}.invalid/v1`;
    },
    ends: paused("provider-unreachable"),
    resumed: paused("provider-unreachable"),
    unreached: true,
  },
  {
    name: "TLS where none is spoken",
    fault: () => null,
    settings: (settings) => {
      for (const model of Object.values(settings.models))
        model.baseUrl = model.baseUrl?.replace("http:", "https:") ?? "";
    },
    ends: paused("provider-unreachable"),
    resumed: paused("provider-unreachable"),
    unreached: true,
  },
  { name: "a proxy's 407", fault: status(407), ends: "done" },
  { name: "a page with status 200", fault: () => ({ fault: { kind: "html" } }), ends: "done" },
  {
    name: "an error body with status 200",
    fault: () => ({ fault: { kind: "html", body: errorBody("overloaded_error", "Too many of you.") } }),
    ends: "done",
  },
  {
    name: "an empty body with status 200",
    fault: () => ({ fault: { kind: "end-early", afterEvents: 0 } }),
    ends: "done",
  },
];

const finals: FaultRow[] = [
  { name: "400", fault: status(400), ends: { failed: "provider-invalid-request" }, look: oneTry },
  { name: "401", fault: status(401), times: "always", ends: paused("provider-refused"), look: oneTry },
  {
    name: "402, no credit",
    fault: status(402),
    times: "always",
    ends: paused("provider-refused"),
    look: oneTry,
  },
  { name: "403", fault: status(403), times: "always", ends: paused("provider-refused"), look: oneTry },
  {
    name: "404, no such model",
    fault: status(404),
    ends: { failed: "provider-invalid-request" },
    look: oneTry,
  },
  {
    name: "400, the conversation is too long",
    fault: status(
      400,
      {},
      errorBody("invalid_request_error", "prompt is too long: 250000 tokens > 200000 maximum"),
    ),
    ends: "done",
    look: shortened,
  },
  { name: "413", fault: status(413), ends: "done", look: shortened },
  {
    name: "too long, however short",
    fault: status(400, {}, errorBody("context_length_exceeded", "maximum context length is 8192 tokens")),
    times: "always",
    ends: { failed: "provider-context-exceeded" },
    look: shortened,
  },
  {
    name: "the key is revoked meanwhile",
    fault: ({ request }: Hit) => (request.headers.authorization?.includes(oldKey) ? status(401)() : null),
    times: "always",
    ends: paused("provider-refused"),
    look: oneTry,
    after: ({ requests }) =>
      requests.at(-1)?.headers.authorization?.includes(newKey) ? [] : ["the new key was not used"],
  },
  {
    name: "the key is gone meanwhile",
    fault: () => null,
    key: (requests) => (requests < 2 ? oldKey : undefined),
    ends: paused("key-missing"),
    unreached: true,
  },
];

export const refusals: FaultRow[] = [...rateLimits, ...overloads, ...networks, ...finals];
