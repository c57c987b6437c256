// The figures of frames: how far apart they are. Judged by the frames' own clock, which tells of frames left out; told
// beside it is when the page's script got to them: one begun late can still be shown in time.
import { percentile } from "../../bench/statistics";
import type { Frames } from "./benchPage";

export interface FrameFigures {
  count: number;
  p95: number;
  text: string;
}

export function frameFigures({ due, begun }: Frames): FrameFigures {
  const [own, script] = [gaps(due), gaps(begun)];
  const ms = (times: number[], share: number) => percentile(times, share).toFixed(1);
  const parts = [
    `median ${ms(own, 0.5)}`,
    `p95 ${ms(own, 0.95)} (begun ${ms(script, 0.95)})`,
    `p99 ${ms(own, 0.99)}`,
    `most ${Math.max(...own).toFixed(0)} ms`,
  ];
  return {
    count: own.length,
    p95: percentile(own, 0.95),
    text: `${parts.join(", ")}, ${own.length} frames`,
  };
}

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? time));
}
