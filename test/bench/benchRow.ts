// One row of the bench: what was measured, how, what came out, and whether that is what we aim at.

export interface BenchRow {
  what: string;
  figure: string;
  /** Empty where the row is told for its own sake. */
  aim: string;
  /** Null where there is no aim, or where it could not be measured here. */
  met: boolean | null;
  /** One line, so that anyone can repeat it. */
  how: string;
}

/** A figure that must not be above `most`. */
export function atMost(
  what: string,
  value: number,
  most: number,
  unit: string,
  figure: string,
  how: string,
): BenchRow {
  return { what, figure, aim: `≤ ${whole(most)}${unit}`, met: value <= most, how };
}

/** A figure that is only told. */
export function told(what: string, figure: string, how: string): BenchRow {
  return { what, figure, aim: "", met: null, how };
}

/** `12,345`, or with parts where it is small. */
export function whole(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString("en-US") : value.toFixed(1);
}

/** Milliseconds with as many digits as say something. */
export function milliseconds(value: number): string {
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)} ms`;
}
