// The one place where token counts of a provider become ours: four figures that never overlap and are never negative.
// Counts that cannot be true (missing, zero input, negative) give null, and the ledger counts for itself.
import type { Usage } from "../../protocol/money";
import { asNumber, asObject, type JsonObject } from "./readValue";

/** Anthropic: `input_tokens` excludes what was read from or written to a cache. */
export function usageOfAnthropic(raw: JsonObject | null): Usage | null {
  if (raw === null) return null;
  return settle({
    input: asNumber(raw.input_tokens),
    cacheRead: asNumber(raw.cache_read_input_tokens) ?? 0,
    cacheWrite: asNumber(raw.cache_creation_input_tokens) ?? 0,
    output: asNumber(raw.output_tokens),
    reasoning: asNumber(asObject(raw.output_tokens_details)?.thinking_tokens) ?? 0,
  });
}

/** OpenAI Responses: `input_tokens` includes cached tokens. */
export function usageOfResponses(raw: JsonObject | null): Usage | null {
  if (raw === null) return null;
  const details = asObject(raw.input_tokens_details);
  return settle(
    separate(
      asNumber(raw.input_tokens),
      details,
      asNumber(raw.output_tokens),
      asObject(raw.output_tokens_details),
    ),
  );
}

/** OpenAI Chat Completions and its imitators: `prompt_tokens` includes cached tokens. */
export function usageOfChat(raw: JsonObject | null): Usage | null {
  if (raw === null) return null;
  const details = asObject(raw.prompt_tokens_details);
  return settle(
    separate(
      asNumber(raw.prompt_tokens),
      details,
      asNumber(raw.completion_tokens),
      asObject(raw.completion_tokens_details),
    ),
  );
}

interface Counts {
  input: number | null;
  cacheRead: number;
  cacheWrite: number;
  output: number | null;
  reasoning: number;
}

function separate(
  total: number | null,
  inputDetails: JsonObject | null,
  output: number | null,
  outputDetails: JsonObject | null,
): Counts {
  const read = asNumber(inputDetails?.cached_tokens) ?? 0;
  const write = asNumber(inputDetails?.cache_write_tokens) ?? 0;
  const reasoning = asNumber(outputDetails?.reasoning_tokens) ?? 0;
  if (total === null || read < 0 || write < 0)
    return { input: total, cacheRead: read, cacheWrite: write, output, reasoning };
  // Some gateways report more cached tokens than input; the total is what is billed.
  const cacheRead = Math.min(read, total);
  const cacheWrite = Math.min(write, total - cacheRead);
  return { input: total - cacheRead - cacheWrite, cacheRead, cacheWrite, output, reasoning };
}

function settle(counts: Counts): Usage | null {
  const { input, output, cacheRead, cacheWrite } = counts;
  if (input === null || output === null) return null;
  if (input < 0 || output < 0 || cacheRead < 0 || cacheWrite < 0) return null;
  if (input + cacheRead + cacheWrite === 0) return null;
  const whole = Math.ceil(output);
  return {
    input: Math.ceil(input),
    cacheRead: Math.ceil(cacheRead),
    cacheWrite: Math.ceil(cacheWrite),
    output: whole,
    reasoning: Math.min(Math.max(0, Math.ceil(counts.reasoning)), whole),
  };
}
