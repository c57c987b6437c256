// Turns whatever a provider, its SDK or the network said into one Failure with one clear sentence.
// The key never appears in it, not even when the server echoes it.
import { type Failure, type FailureCode, failure } from "../../protocol/failure";
import type { ModelBinding } from "../../protocol/settings";
import type { Trouble } from "./dialect";
import { parseRetryAfter } from "./parseRetryAfter";
import { asNumber, asObject, asText, type JsonObject, parseJson } from "./readValue";

const longestReason = 300;

const contextTexts =
  /context[ _-]?(length|window|limit|size)|maximum context|prompt is too long|input is too long|input length and|too many (input )?tokens|exceeds? the (maximum|available) (number of tokens|context)|request[ _]too[ _]large/i;
const billingTexts = /credit balance|insufficient[ _](quota|balance|credit|funds)|billing/i;

/** Codes by the provider's own error type, where it says more than the status. */
const codeByType = new Map<string, FailureCode>([
  ["overloaded_error", "provider-overloaded"],
  ["rate_limit_error", "provider-rate-limited"],
  ["rate_limit_exceeded", "provider-rate-limited"],
  ["insufficient_quota", "provider-refused"],
  ["billing_error", "provider-refused"],
  ["authentication_error", "provider-refused"],
  ["permission_error", "provider-refused"],
  ["invalid_api_key", "provider-refused"],
  ["context_length_exceeded", "provider-context-exceeded"],
  ["request_too_large", "provider-context-exceeded"],
  ["invalid_request_error", "provider-invalid-request"],
  ["invalid_prompt", "provider-invalid-request"],
  ["not_found_error", "provider-invalid-request"],
  ["model_not_found", "provider-invalid-request"],
  ["timeout_error", "provider-unreachable"],
]);

/** Reads an SDK error, a network error or anything thrown. Never throws. */
export function troubleOf(thrown: unknown): Trouble {
  const error = asObject(thrown) ?? {};
  const status = asNumber(error.status);
  const body = asObject(error.error);
  const said = body === null ? null : describeError(body);
  const errno = errnoOf(thrown);
  const trouble: Trouble = { text: said?.text || messageOf(thrown) };
  if (status !== null) trouble.status = status;
  if (said?.type !== undefined) trouble.type = said.type;
  if (errno !== null) trouble.errno = errno;
  if (error.headers instanceof Headers) trouble.headers = error.headers;
  return trouble;
}

/** Reads an error object as the three dialects write it: `{error: {type, code, message}}`, or its inside. A numeric code is a status. */
export function describeError(given: JsonObject): Trouble {
  const inner = asObject(given.error) ?? given;
  const text = asText(inner.message) ?? asText(given.error) ?? asText(inner.detail) ?? JSON.stringify(inner);
  const trouble: Trouble = { text };
  const code = asText(inner.code);
  const type = asText(inner.type);
  if (code !== null && codeByType.has(code)) trouble.type = code;
  else if (type !== null && type !== "error") trouble.type = type;
  else if (code !== null) trouble.type = code;
  const status = asNumber(inner.code) ?? asNumber(inner.status);
  if (status !== null && status >= 400 && status < 600) trouble.status = status;
  return trouble;
}

/** The code that says what may be done about it. `inside`: it came within an answer, after a good status. */
export function codeOf(trouble: Trouble, inside: boolean): FailureCode {
  const { status, text } = trouble;
  const typed = trouble.type === undefined ? undefined : codeByType.get(trouble.type);
  const invalid = status === 400 || status === 413 || status === 422 || typed === "provider-invalid-request";
  if (invalid && contextTexts.test(text)) return "provider-context-exceeded";
  if ((status === 400 || status === 429) && billingTexts.test(text)) return "provider-refused";
  if (typed !== undefined) return typed;
  if (status === undefined) return inside ? "provider-broken-stream" : "provider-unreachable";
  return codeByStatus(status);
}

function codeByStatus(status: number): FailureCode {
  if (status === 429) return "provider-rate-limited";
  if (status === 529 || status === 503) return "provider-overloaded";
  if (status === 401 || status === 402 || status === 403) return "provider-refused";
  if (status === 413) return "provider-context-exceeded";
  if (status === 407 || status === 408 || status === 409 || status === 425) return "provider-unreachable";
  if (status >= 500 || status < 400) return "provider-unreachable";
  return "provider-invalid-request";
}

export interface FailureContext {
  binding: ModelBinding;
  /** Taken out of every text; null where there is none. */
  key: string | null;
  /** Milliseconds since 1970, for `retry-after` dates. */
  now: number;
  inside: boolean;
}

/** The Failure for a trouble, with the wait the provider asked for as it said it (retry.ts clamps it). */
export function providerFailure(trouble: Trouble, context: FailureContext): Failure {
  const code = codeOf(trouble, context.inside);
  const reason = clean(trouble.text, context.key);
  const detail = trouble.status === undefined ? (trouble.errno ?? trouble.type) : String(trouble.status);
  const wait =
    code === "provider-rate-limited" || code === "provider-overloaded" ? retryAfter(trouble, context) : null;
  const made = failure(code, sentence(code, trouble, context.binding, reason, wait), detail);
  if (wait !== null) made.retryAfterMs = wait;
  return made;
}

function retryAfter(trouble: Trouble, context: FailureContext): number | null {
  return trouble.headers === undefined ? null : parseRetryAfter(trouble.headers, context.now);
}

function sentence(
  code: FailureCode,
  trouble: Trouble,
  binding: ModelBinding,
  reason: string,
  wait: number | null,
): string {
  const { provider, model } = binding;
  const because = reason === "" ? "." : `: ${reason}`;
  switch (code) {
    case "provider-rate-limited":
      return `${provider} limits the requests for ${model}${wait === null ? "" : ` and asks to wait ${Math.round(wait / 100) / 10} s`}${because}`;
    case "provider-overloaded":
      return `${provider} is overloaded and did not answer for ${model}${because}`;
    case "provider-refused":
      return `${provider} refused the request for ${model}; check ${binding.keyName ?? "the key"}, its rights and the account's credit${because}`;
    case "provider-context-exceeded":
      return `The conversation is longer than ${model} at ${provider} can read${because}`;
    case "provider-invalid-request":
      if (trouble.status === 404)
        return `${provider} has no model ${model} at this address; check the model's name and the base URL${because}`;
      return `${provider} did not accept the request for ${model}${because}`;
    case "provider-broken-stream":
      return `The answer of ${model} from ${provider} broke off${because}`;
    default:
      return `${provider} could not be reached for ${model}${because}`;
  }
}

/** One line, at most 300 characters, without the key. */
export function clean(text: string, key: string | null): string {
  const line = redact(text, key).replace(/\s+/g, " ").trim();
  return line.length > longestReason ? `${line.slice(0, longestReason - 1)}…` : line;
}

/** Takes every copy of the key out of a text. */
export function redact(text: string, key: string | null): string {
  if (key === null || key === "") return text;
  return text.split(key).join("[key]").split(encodeURIComponent(key)).join("[key]");
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause instanceof Error ? messageOf(thrown.cause) : "";
  const own = bodyText(thrown.message.replace(/^\d{3} /, ""));
  if (cause === "" || own.includes(cause)) return own;
  return own === "Connection error." || own === "fetch failed" ? cause : `${own} ${cause}`;
}

/** An error body that was sent as plain text may still be JSON. */
function bodyText(text: string): string {
  const value = asObject(parseJson(text));
  return value === null ? text : describeError(value).text;
}

function errnoOf(thrown: unknown): string | null {
  let at: unknown = thrown;
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    const code = asText((at as { code?: unknown }).code);
    if (code !== null && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
    const first = (at as { errors?: unknown }).errors;
    at = at.cause ?? (Array.isArray(first) ? first[0] : undefined);
  }
  return null;
}
