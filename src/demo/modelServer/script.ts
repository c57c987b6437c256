// What a scripted model is asked and what it answers, in no dialect. Plain data but for the function that answers.

export type ScriptDialect = "anthropic" | "openai-chat" | "openai-responses";

export interface ScriptMessage {
  role: "user" | "assistant";
  text: string;
  toolCalls: { id: string; name: string; input: unknown }[];
  toolResults: { id: string; text: string; isError: boolean }[];
}

export interface ScriptRequest {
  dialect: ScriptDialect;
  model: string;
  system: string;
  /** Names of the offered tools. */
  tools: string[];
  messages: ScriptMessage[];
  bodyText: string;
  /** Requests this server had answered before. */
  index: number;
  headers: Record<string, string>;
}

export interface ScriptUsage {
  /** All input tokens, cached ones included. */
  input: number;
  output: number;
  cacheRead?: number;
  cacheWrite?: number;
}

export interface ScriptCall {
  name: string;
  /** The arguments; `{ raw: text }` sends that text instead of JSON. */
  input: unknown;
  id?: string;
}

/** What a provider may do wrong. Events are counted from 0; `after` of them are sent as they should be. */
export type ScriptFault =
  /** An HTTP error instead of an answer. */
  | {
      kind: "status";
      status: number;
      headers?: Record<string, string> | undefined;
      body?: string | undefined;
    }
  /** The connection is reset before a word of an answer. */
  | { kind: "reset" }
  /** The connection is cut. */
  | { kind: "disconnect"; afterEvents?: number | undefined; afterBytes?: number | undefined }
  /** The body ends properly, but early. */
  | { kind: "end-early"; afterEvents: number }
  /** Nothing more is sent, and the connection stays open. */
  | { kind: "stall"; afterEvents: number }
  /** Only pings from there on. */
  | { kind: "pings"; afterEvents: number; everyMs: number }
  /** An error inside a good answer. */
  | { kind: "error-event"; afterEvents: number; type: string; message: string }
  /** A web page with status 200. */
  | { kind: "html"; body?: string | undefined }
  /** The whole answer is sent, but its end is never said. */
  | { kind: "never-end" }
  /** An event that is no JSON. */
  | { kind: "malformed"; afterEvents: number }
  /** An event more, of a kind nobody knows and as long as it says. */
  | { kind: "long-event"; afterEvents: number; bytes: number }
  /** Every event twice; neighbours swapped; unknown events between; CRLF line ends. */
  | { kind: "duplicate" }
  | { kind: "reorder"; at: number }
  | { kind: "unknown-events" }
  | { kind: "crlf" };

export interface ScriptReply {
  text?: string | undefined;
  thinking?: string | undefined;
  calls?: ScriptCall[] | undefined;
  /** The stop reason in the dialect's own words; by default what fits the reply. */
  stop?: string | undefined;
  /** By default counted from bytes, with a simulated prompt cache. */
  usage?: ScriptUsage | "missing" | undefined;
  fault?: ScriptFault | undefined;
  /** Wait before the first byte, milliseconds. */
  delayMs?: number | undefined;
  /** Bytes of one write; by default one event. */
  chunk?: number | undefined;
}

/** Answers a request. Throwing makes the server answer 500 with the error's message. */
export type ModelScript = (request: ScriptRequest) => ScriptReply | Promise<ScriptReply>;

/** The text of the last message, tool results included: what a rule looks at. */
export function lastText(request: ScriptRequest): string {
  return messageText(request.messages.at(-1));
}

/** The text of the first user message: the task as it was handed over. */
export function taskText(request: ScriptRequest): string {
  return messageText(request.messages.find((message) => message.role === "user"));
}

function messageText(message: ScriptMessage | undefined): string {
  if (message === undefined) return "";
  return [message.text, ...message.toolResults.map((result) => result.text)].filter(Boolean).join("\n");
}
