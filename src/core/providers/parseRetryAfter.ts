// How long a refusing server asks us to wait, read from its headers as it says it. Clamps nothing: retry.ts does.

/**
 * Milliseconds, or null where the headers say nothing readable. `retry-after-ms` wins over `retry-after`, which is a number
 * of seconds or an HTTP date; a date is measured against the server's own clock where it sends one. Never below 0.
 */
export function parseRetryAfter(headers: Headers, now: number): number | null {
  const milliseconds = numberOf(headers.get("retry-after-ms"));
  if (milliseconds !== null) return Math.max(0, milliseconds);
  const value = headers.get("retry-after");
  const seconds = numberOf(value);
  if (seconds !== null) return Math.max(0, seconds * 1000);
  const date = dateOf(value);
  if (date === null) return null;
  return Math.max(0, date - (dateOf(headers.get("date")) ?? now));
}

function numberOf(text: string | null): number | null {
  if (text === null || !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function dateOf(text: string | null): number | null {
  // Only the form with a day's name is a date here; Date.parse would read "12 garbage" as one.
  if (text === null || !/^[A-Za-z]{3,9},/.test(text.trim())) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}
