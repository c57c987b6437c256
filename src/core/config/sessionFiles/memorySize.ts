// An amount of memory as people write it: "4GB", "512 MB", or a number of bytes. Pure.

const units = ["", "k", "m", "g", "t"];
export const leastMemory = 64 * 1024 ** 2;
export const mostMemory = 1024 ** 5;

/** @returns bytes, a thousand and twenty-four of each unit to the next; null below 64 MB or above what a machine has. */
export function memorySize(written: string | number): number | null {
  const found =
    typeof written === "number" ? null : /^\s*(\d+(?:\.\d+)?)\s*(?:([kmgt])i?b?|b)?\s*$/i.exec(written);
  if (typeof written === "string" && !found) return null;
  const amount = typeof written === "number" ? written : Number(found?.[1]);
  const bytes = Math.round(amount * 1024 ** units.indexOf((found?.[2] ?? "").toLowerCase()));
  return bytes >= leastMemory && bytes <= mostMemory ? bytes : null;
}
