// The names of a folder's runs by the time they were started, which every name tells: that of a session by its day and
// its number on that day. Reads names only.
import { readdir } from "node:fs/promises";

/** Newest first; of one day, runs before sessions. */
export async function runNames(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return names.map(({ name }) => name).sort(byTime);
}

/** With their first word, sessions of any age stood before every other run. */
function byTime(one: string, other: string): number {
  const [left, right] = [placeOf(one), placeOf(other)];
  return left === right ? 0 : left < right ? 1 : -1;
}

/** `20260403-101500-abcd`; `20260403-000000-0001` for the first session of that day. */
function placeOf(name: string): string {
  const [, day, number] = /^session-(\d{8})-(\d+)$/.exec(name) ?? [];
  return day === undefined ? name : `${day}-000000-${number?.padStart(4, "0")}`;
}
