// How long the event loop of this process keeps a timer of one millisecond waiting while some work goes on.
import { monitorEventLoopDelay } from "node:perf_hooks";

/** Milliseconds; a loop that is idle has the monitor's own millisecond. */
export interface LoopDelays {
  p50: number;
  p99: number;
  most: number;
  /** Seconds it was looked at. */
  seconds: number;
}

export async function watchLoop(work: () => Promise<unknown>): Promise<LoopDelays> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const start = performance.now();
  delays.enable();
  await work();
  // What is under way when the work is done counts too.
  await new Promise((resolve) => setTimeout(resolve, 10));
  delays.disable();
  const seconds = (performance.now() - start) / 1000;
  const ms = (nanoseconds: number) => nanoseconds / 1e6;
  return { p50: ms(delays.percentile(50)), p99: ms(delays.percentile(99)), most: ms(delays.max), seconds };
}
