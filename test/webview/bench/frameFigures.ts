// The figures of frames: how far apart they are by their own clock, and by when the page's script got to them. The first
// tells of frames left out, the second also of frames begun late; the larger one is judged.
import { percentile } from "../../bench/statistics";
import type { Frames } from "./benchPage";

export interface FrameFigures {
  count: number;
  p50: number;
  /** The larger of the two clocks'. */
  p95: number;
  p99: number;
  most: number;
  text: string;
}

export function frameFigures({ due, begun }: Frames): FrameFigures {
  const [own, script] = [gaps(due), gaps(begun)];
  const larger = (share: number) => Math.max(percentile(own, share), percentile(script, share));
  const figures = {
    count: own.length,
    p50: percentile(own, 0.5),
    p95: larger(0.95),
    p99: larger(0.99),
    most: Math.max(...own, ...script),
  };
  const parts = [
    `median ${figures.p50.toFixed(1)}`,
    `p95 ${percentile(own, 0.95).toFixed(1)} (begun ${percentile(script, 0.95).toFixed(1)})`,
    `p99 ${figures.p99.toFixed(1)}`,
    `most ${figures.most.toFixed(0)} ms`,
  ];
  return { ...figures, text: `${parts.join(", ")}, ${figures.count} frames` };
}

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? time));
}
