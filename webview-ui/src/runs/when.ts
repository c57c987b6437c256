// How long ago, as people say it. Pure; times are milliseconds since 1970.

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** `just now`, `5 min ago`, `3 h ago`, `2 d ago`, then the date. */
export function when(at: number, now: number): string {
  const ago = Math.max(0, now - at);
  if (ago < minute) return "just now";
  if (ago < hour) return `${Math.floor(ago / minute)} min ago`;
  if (ago < day) return `${Math.floor(ago / hour)} h ago`;
  if (ago < 7 * day) return `${Math.floor(ago / day)} d ago`;
  return new Date(at).toISOString().slice(0, 10);
}
