// An amount of dollars as a person types it, in whole micro-dollars. Exact: never a floating dollar.
import { formatMicros, type Micros } from "../../../src/protocol/money";

const amount = /^\$?\s*(\d{1,9})(?:[.,](\d{1,6}))?$/;

/** `2.50`, `$2.50`, `3`; null for anything else. */
export function readDollars(text: string): Micros | null {
  const found = amount.exec(text.trim());
  if (!found) return null;
  return Number(found[1]) * 1_000_000 + Number((found[2] ?? "").padEnd(6, "0"));
}

/** The amount as one would type it: `3.75`. */
export function writeDollars(micros: Micros): string {
  const [whole, fraction] = [Math.floor(micros / 1_000_000), String(micros % 1_000_000).padStart(6, "0")];
  const kept = fraction.replace(/0+$/, "").padEnd(2, "0");
  return `${whole}.${kept}`;
}

/** Why a cap cannot be the new one, or null where it can. */
export function capProblem(text: string, from: Micros): string | null {
  const micros = readDollars(text);
  if (micros === null) return "Write dollars, such as 5.00.";
  return micros > from ? null : `The new cap must be above ${formatMicros(from)}.`;
}
