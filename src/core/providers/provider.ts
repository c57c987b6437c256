// The narrow waist between the engine and every model API: plain data in, plain parts out.
// A stream never throws once called: the last part is always `end` or `failure`.
import type { Failure } from "../../protocol/failure";
import type { AssistantMessage, Message, StopReason, ToolDefinition } from "../../protocol/message";
import type { Usage } from "../../protocol/money";
import type { ModelBinding } from "../../protocol/settings";
import type { LanguageModels } from "../ports";
import type { StreamTimeouts } from "./watchdog";

export interface ModelRequest {
  model: ModelBinding;
  system: string;
  tools: ToolDefinition[];
  /** Ends with a user or tool message. Each request of a task extends the one before byte for byte. */
  messages: Message[];
  /** Output limit in tokens, already clamped by the ledger. */
  maxTokens: number;
  /** Sent only where the dialect and the endpoint know it: the vendors' newer models refuse it. */
  temperature?: number;
  /** Stable per task: keeps a provider's prompt cache on one machine. */
  cacheKey: string;
  /** System text and tools are long, and tasks beside this one begin with them too: they get a mark of their own. */
  marksPrefix?: true;
}

export type ModelPart =
  /** The exact body of the request, once it is on its way and before any answer. */
  | { type: "wire"; body: string }
  /** First byte of the answer. */
  | { type: "start"; model: string | null }
  | { type: "text"; text: string }
  | { type: "thinking"; text: string }
  /** A tool call is being written; it is only real in `end`. */
  | { type: "toolCall"; id: string; name: string; bytes: number }
  | {
      type: "end";
      message: AssistantMessage;
      stop: StopReason;
      /** Null where the provider sent none. */
      usage: Usage | null;
      model: string | null;
      raw: unknown;
    }
  | {
      type: "failure";
      failure: Failure;
      /** False while nothing of an answer had arrived: such a refusal costs nothing. */
      started: boolean;
      usage: Usage | null;
      /** Text that had arrived; shown, never stored as an answer. */
      partial: string;
    };

/** What a provider is made with. */
export interface ProviderAccess {
  secret(name: string): Promise<string | undefined>;
  /** The host's own models, where it has any. */
  languageModels?: LanguageModels;
  /** How long an answer over HTTP may be silent; absent: as long as its provider says. */
  timeouts?: StreamTimeouts;
}

export interface Provider {
  /** The dialect it speaks; one provider serves every endpoint of that dialect. */
  api: ModelBinding["api"];
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
}

/** A leaf of this room: `providers/index.ts` lists them. SDKs are loaded at the first call, not before. */
export interface ProviderDefinition {
  api: ModelBinding["api"];
  create(access: ProviderAccess): Provider;
}
