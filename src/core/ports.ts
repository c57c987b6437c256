// What a host brings: time, chance, secrets, words to a person. Nothing else in the engine knows the host.
import type { LiveEvent } from "../protocol/event";
import type { ToolDefinition } from "../protocol/message";

export interface Ports {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a clock that never jumps; durations only. */
  monotonic(): number;
  /** From 0 up to 1; only run ids and jitter use chance. */
  random(): number;
  /** The key with this name, or undefined. Never logged, never handed to a child process. */
  secret(name: string): Promise<string | undefined>;
  /** Shows a delta; may drop it. */
  live(run: string, event: LiveEvent): void;
  /** Resolves after `ms` or at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Models the host itself can reach, without a key of ours; absent where there are none: only VS Code has them. */
  languageModels?: LanguageModels;
}

/** A model's name at the host: `vscode/<vendor>/<id>` in the configuration. */
export interface LanguageModelName {
  vendor: string;
  id: string;
}

export interface LanguageModelInfo extends LanguageModelName {
  /** Most tokens one request may send. */
  maxInputTokens: number;
}

export type LanguageModelText = { type: "text"; text: string };
export type LanguageModelCall = { type: "toolCall"; id: string; name: string; input: unknown };
export type LanguageModelResult = { type: "toolResult"; id: string; text: string };

/** There is no system role; tool results stand in a user message. */
export type LanguageModelMessage =
  | { role: "user"; parts: (LanguageModelText | LanguageModelResult)[] }
  | { role: "assistant"; parts: (LanguageModelText | LanguageModelCall)[] };

export interface LanguageModelRequest extends LanguageModelName {
  messages: LanguageModelMessage[];
  tools: ToolDefinition[];
}

/** The door to the host's models. Requests and parts are plain data; what goes wrong is thrown as the host throws it. */
export interface LanguageModels {
  /** Every model that can be named now. Asks the person nothing. */
  list(): Promise<LanguageModelInfo[]>;
  /** The answer as it comes; ends early when the signal is aborted. The first use of a model may ask the person. */
  stream(
    request: LanguageModelRequest,
    signal: AbortSignal,
  ): AsyncIterable<LanguageModelText | LanguageModelCall>;
  /** How many tokens the model's own counter makes of a text. */
  countTokens(model: LanguageModelName, text: string): Promise<number>;
}
