// Who a process is, so that it can be told dead later: pid, start, boot and host. A pid alone is never trusted.
// Reads /proc where it is; elsewhere start and boot are unknown and the heart-beat decides.
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { errorCode } from "./fileSystem";

export interface ProcessIdentity {
  pid: number;
  host: string;
  /** Changes with every start of the machine; empty where the system does not tell. */
  bootId: string;
  /** The process's start in the kernel's own units; empty where the system does not tell. */
  processStart: string;
  /** Where pids count: two containers of one host name may use the same numbers. Empty where there are none. */
  pidSpace: string;
}

export type ProcessState = "running" | "stopped" | "gone";

export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    bootId: tryRead(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    processStart: readStat(process.pid)?.start ?? "",
    pidSpace: tryRead(() => readlinkSync("/proc/self/ns/pid")),
  };
}

/**
 * Whether the process that had this pid and start still is. Only meaningful in the pid space it was recorded in.
 * A zombie is gone: it will never write again.
 */
export function processState(pid: number, processStart: string): ProcessState {
  const stat = readStat(pid);
  if (stat) {
    if (processStart !== "" && stat.start !== processStart) return "gone";
    if (stat.state === "Z" || stat.state === "X") return "gone";
    return stat.state === "T" || stat.state === "t" ? "stopped" : "running";
  }
  try {
    process.kill(pid, 0);
    return "running";
  } catch (thrown) {
    return errorCode(thrown) === "ESRCH" ? "gone" : "running";
  }
}

/** Fields 3 and 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and brackets. */
function readStat(pid: number): { state: string; start: string } | null {
  const text = tryRead(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, start] = [fields[0], fields[19]];
  return state && start ? { state, start } : null;
}

function tryRead(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
