// What one model API must say about itself; streamModel.ts does the rest once for all three.
// Everything here but `createPost` is pure.
import type { AssistantMessage, StopReason } from "../../protocol/message";
import type { Usage } from "../../protocol/money";
import type { ModelBinding } from "../../protocol/settings";
import type { ModelPart, ModelRequest } from "./provider";
import type { JsonObject } from "./readValue";

export interface Endpoint {
  baseUrl: string;
  key: string;
  /** True for the provider's own address. */
  official: boolean;
}

/** What a provider says went wrong, over HTTP or inside a stream. */
export interface Trouble {
  status?: number;
  /** The provider's own code or type of the error. */
  type?: string;
  text: string;
  /** Operating system or TLS code of a failed connection. */
  errno?: string;
  headers?: Headers;
}

export type LivePart = Extract<ModelPart, { type: "text" | "thinking" | "toolCall" }>;

/** What one event meant. Events that mean nothing to us are `ignored` and count as no progress. */
export type Step =
  | { kind: "ignored" }
  | { kind: "progress"; parts: LivePart[] }
  | { kind: "done" }
  | { kind: "error"; trouble: Trouble }
  | { kind: "broken"; reason: string };

export interface Answer {
  message: AssistantMessage;
  stop: StopReason;
  usage: Usage | null;
  raw: unknown;
}

/** Gathers the events of one answer. */
export interface AnswerReader {
  take(event: JsonObject): Step;
  /** The `[DONE]` line of the chat dialect. */
  sentinel(): Step;
  /** The model that answers, as soon as it is known. */
  model(): string | null;
  /** Null while the answer is not complete. */
  answer(): Answer | null;
}

export interface Dialect {
  api: ModelBinding["api"];
  baseUrl: string;
  /** Body of the request. Everything up to the end of the messages is a byte-exact extension of the request before. */
  build(request: ModelRequest): JsonObject;
  reader(request: ModelRequest): AnswerReader;
  /** Called once for a provider, so that what it sends through is kept between its calls. */
  createPost(): Post;
}

/** Sends the body exactly as given. Rejects with the SDK's error; loads the SDK at the first call. */
export type Post = (endpoint: Endpoint, body: string, signal: AbortSignal) => Promise<Response>;

export const ignored: Step = { kind: "ignored" };
export const progress: Step = { kind: "progress", parts: [] };

/** One live part as a step. */
export function shows(part: LivePart): Step {
  return { kind: "progress", parts: [part] };
}

/** Who may be given an opaque part back: the same model of the same provider, and nobody else. */
export function opaqueOwner(binding: ModelBinding): string {
  return `${binding.provider}/${binding.model}`;
}

/** A call whose arguments were no JSON, for APIs that demand an object: the model still sees what it wrote. */
export function unreadableArguments(raw: unknown): JsonObject {
  return { unreadable_arguments: typeof raw === "string" ? raw : JSON.stringify(raw) };
}
