// An amount of dollars as a person types it. Exact: never a floating dollar.
import { parseDollars } from "../../core/providers/parseDollars";
import { failure, type Result } from "../../protocol/failure";
import type { Micros } from "../../protocol/money";

/** `2.50`, `$2.50`, `3` in whole micro-dollars; `invalid-input` for anything else, nothing and less than nothing. */
export function readDollars(text: string, what: string): Result<Micros> {
  const bare = text.trim().replace(/^\$/, "");
  const micros = /^[0-9.]+$/.test(bare) ? parseDollars(bare) : null;
  if (micros !== null && micros > 0) return { ok: true, value: micros };
  const cause = micros === 0 ? "must be more than nothing" : `is not an amount of dollars`;
  const message = `${what} ${cause}: "${text}". Write dollars like 2.50, to the millionth at most.`;
  return { ok: false, failure: failure("invalid-input", message) };
}
