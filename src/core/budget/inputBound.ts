// An upper bound of a request's input tokens, known before it is sent and without a tokeniser.
// No byte-level tokeniser makes more tokens than there are bytes; what providers wrap around messages is allowed for.
import { wholeNumber } from "./microsFor";

/** Tokens a provider may add around the messages, tool results and tool definitions of one request. */
export const framingTokens = 512;

/**
 * Bound of a task's first request.
 * @param bytes UTF-8 bytes of all prompt text in the body: system text, tool definitions, messages.
 */
export function firstInputBound(bytes: number): number {
  return wholeNumber(bytes, "bytes") + framingTokens;
}

/**
 * Bound of a request that extends the one before: what the provider counted then, and one token per byte added.
 * @param lastTokens input and output tokens of the previous turn, as reported.
 * @param addedBytes UTF-8 bytes of the messages added since its answer.
 */
export function nextInputBound(lastTokens: number, addedBytes: number): number {
  return wholeNumber(lastTokens, "lastTokens") + wholeNumber(addedBytes, "addedBytes") + framingTokens;
}
