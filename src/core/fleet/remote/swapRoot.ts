// The same folder has another name on another machine: words that come from one get the other's name.
import { escapePattern } from "../../../protocol/escapePattern";

/** @returns the same value with every mention of `from`, or of something below it, as `to`. Plain data only. */
export function swapRoot<T>(value: T, from: string, to: string): T {
  // A name that only begins alike is another folder's.
  return swap(value, new RegExp(`${escapePattern(from)}(?![\\w.-])`, "g"), to) as T;
}

function swap(value: unknown, from: RegExp, to: string): unknown {
  if (typeof value === "string") return value.replace(from, () => to);
  if (Array.isArray(value)) return value.map((one) => swap(one, from, to));
  if (value === null || typeof value !== "object" || value instanceof Map) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, swap(one, from, to)]));
}
