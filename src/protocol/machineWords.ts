// Which machine an agent's process runs on, where commands run on others: a PID alone would be looked for on this one. Pure.
import type { RunView } from "./run";

/** Its name, without the worker's own mark at the end; null for the machine that drives the session. */
export function machineOf({ settings }: Pick<RunView, "settings">, host: string): string | null {
  return settings.session?.executor ? host.replace(/ \(\d+-[0-9a-f]+\)$/, "") : null;
}

/** `12345`, or `12345 on build-1`. */
export function pidWords(pid: number, machine: string | null): string {
  return machine === null ? String(pid) : `${pid} on ${machine}`;
}
