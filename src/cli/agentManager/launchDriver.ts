// Starts a detached driver for a session: this very program, without a terminal, in a process group of its own.
import { join } from "node:path";
import { runsPathOf } from "../../core/host/runsPath";
import {
  type DriverOrder,
  driverLogName,
  firstDriverLog,
  startDriver,
  sweepDriverLogs,
} from "../../core/host/sessionDriver";
import type { Result } from "../../protocol/failure";
import type { Host } from "../host";

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
  sweepDriverLogs(runs, Date.now());
  const logFile = order.resume
    ? join(runs, order.resume.run, driverLogName)
    : firstDriverLog(runs, `${pid}-${process.hrtime.bigint()}`);
  const program = { command, words: [file, "agent-manager", "drive"], variables, folder };
  let left = false;
  const forget = host.onInterrupt(() => {
    left = true;
  });
  const started = await startDriver(program, order, logFile);
  forget();
  return started.ok ? { ok: true, value: { ...started.value, left } } : started;
}
