// Starts a detached driver for a session: this very program, without a terminal, in a process group of its own.
import { join } from "node:path";
import { runsPathOf } from "../../core/host/runsPath";
import { type DriverOrder, moveDriverLog, startDriver } from "../../core/host/sessionDriver";
import type { Result } from "../../protocol/failure";
import type { Host } from "../host";

/** Where a driver's own words go; there are none unless something breaks. */
export const driverLogName = "driver.log";

export interface Launched {
  run: string;
  /** Of the driver. */
  pid: number;
  /** The person pressed Ctrl+C meanwhile: the driver is there, and has to be told of before leaving. */
  left: boolean;
}

/** @returns the run and its driver, once its first facts are durable. */
export async function launchDriver(
  host: Pick<Host, "environment" | "onInterrupt">,
  order: DriverOrder,
): Promise<Result<Launched>> {
  const { environment } = host;
  const { variables, folder, pid } = environment;
  const [command, file] = environment.program;
  const runs = runsPathOf(environment).path;
  // A new run has no folder yet, and a hidden name is none of a run.
  const logFile = order.resume
    ? join(runs, order.resume.run, driverLogName)
    : join(runs, `.driver-${pid}-${process.hrtime.bigint()}.log`);
  const program = { command, words: [file, "agent-manager", "drive"], variables, folder };
  let left = false;
  const forget = host.onInterrupt(() => {
    left = true;
  });
  const started = await startDriver(program, order, logFile);
  forget();
  const kept = started.ok ? join(runs, started.value.run, driverLogName) : null;
  if (kept !== null && kept !== logFile) moveDriverLog(logFile, kept);
  return started.ok ? { ok: true, value: { ...started.value, left } } : started;
}
