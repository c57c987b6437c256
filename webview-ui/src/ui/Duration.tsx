// A span of time.
import { formatDuration } from "./figures";

/** @param ms milliseconds. */
export function Duration({ ms }: { ms: number }) {
  return <span className="kilo-figure">{formatDuration(ms)}</span>;
}
