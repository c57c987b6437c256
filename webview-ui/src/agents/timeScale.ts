// Where a moment stands on a line of time, and the round moments that are written on it. Pure; milliseconds all through.

export interface TimeScale {
  from: number;
  to: number;
  /** 0 to 100; what lies outside is put to the nearer end. */
  percent(at: number): number;
  /** Moments from the start, of which the first is 0. */
  ticks: { at: number; percent: number; label: string }[];
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 4, 8, 12, 24, 48, 96, 168].map((count) => count * hour),
];

/** @param most ticks that have room. */
export function timeScale(from: number, to: number, most = 6): TimeScale {
  const span = Math.max(second, to - from);
  const end = from + span;
  const percent = (at: number) => Math.min(100, Math.max(0, ((at - from) * 100) / span));
  const wanted = span / Math.max(1, most);
  const step = steps.find((one) => one >= wanted) ?? Math.ceil(wanted / (168 * hour)) * 168 * hour;
  const ticks: TimeScale["ticks"] = [];
  for (let after = 0; after <= span; after += step) {
    ticks.push({ at: from + after, percent: percent(from + after), label: clock(after) });
  }
  return { from, to: end, percent, ticks };
}

/** `0:05`, `12:30`, `1:02:00`. */
export function clock(ms: number): string {
  const all = Math.max(0, Math.round(ms / second));
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
