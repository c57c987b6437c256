// Dollars, as people write them, to whole micro-dollars without ever rounding. No arithmetic on floating dollars.
import type { Micros } from "../../protocol/money";

/**
 * Micro-dollars of a decimal such as `0.075`, `3`, `"12.50"` or `1e-3`; null where it is negative, no number, too large,
 * or finer than a micro-dollar. A number is read by its shortest decimal form, which is what its author typed.
 */
export function parseDollars(value: number | string): Micros | null {
  const text = String(value).trim();
  const match = /^(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,2}))?$/i.exec(text);
  const whole = match?.[1] ?? "";
  const fraction = match?.[2] ?? "";
  if (match === null || whole + fraction === "") return null;
  const shift = Number(match[3] ?? 0) + 6;
  const digits = whole + fraction;
  // The point stands after `whole` and moves right by `shift` places; whatever is left behind it must be zeros.
  const point = whole.length + shift;
  const kept = point <= 0 ? "0" : digits.padEnd(point, "0").slice(0, point);
  const rest = point <= 0 ? digits : digits.slice(point);
  if (/[1-9]/.test(rest)) return null;
  const micros = Number(kept);
  return Number.isSafeInteger(micros) ? micros : null;
}
