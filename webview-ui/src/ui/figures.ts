// Figures as people read them. Pure; short enough for a card.
import { inputTokens, type Usage } from "../../../src/protocol/money";

/** `842`, `12.8k`, `1.2M`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(count);
  if (count < 99_950) return `${(count / 1000).toFixed(1).replace(/\.0$/, "")}k`;
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${(count / 1_000_000).toFixed(1).replace(/\.0$/, "")}M`;
}

/** `1 character too long`, `3 characters too long`. */
export function tooLong(over: number): string {
  return `${over} ${over === 1 ? "character" : "characters"} too long`;
}

/** @param ms milliseconds. @returns `40 ms`, `0.8 s`, `42 s`, `2:41`, `1:02:41`. */
export function formatDuration(ms: number): string {
  if (ms < 100) return `${Math.round(Math.max(0, ms))} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 59_500) return `${Math.round(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** `12.8k in (10.9k cached), 1.1k out`; counts that are ours and not the provider's are marked. */
export function formatUsage(usage: Usage): string {
  const cached = usage.cacheRead > 0 ? ` (${formatCount(usage.cacheRead)} cached)` : "";
  const about = usage.estimated ? "about " : "";
  return `${about}${formatCount(inputTokens(usage))} in${cached}, ${formatCount(usage.output)} out`;
}
