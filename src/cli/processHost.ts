// The host of a real process: its streams, its terminal, its signals. It decides nothing.
import type { HostEnvironment } from "./environment";
import type { Host } from "./host";

const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Why something that was printed did not leave the process; the streams do not keep it. */
let lost: NodeJS.ErrnoException | null = null;

export function createProcessHost(environment: HostEnvironment): Host {
  let needsReader = true;
  // A reader that went away (`| head`) is no error: there is nobody left to tell anything.
  process.stdout.on("error", (thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "EPIPE" && needsReader) process.exit(0);
    if (thrown.code !== "EPIPE") lost ??= thrown;
  });
  process.stderr.on("error", () => undefined);
  return {
    environment,
    print: (text) => void process.stdout.write(`${text}\n`),
    say: (text) => void process.stderr.write(`${text}\n`),
    draw: (text) => void process.stdout.write(text),
    size: () =>
      process.stdout.isTTY
        ? { columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }
        : null,
    // Hardly any start reads lines; the module is loaded where one does.
    inputLines: () =>
      process
        .getBuiltinModule("node:readline")
        .createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
    now: Date.now,
    onInterrupt(listener) {
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    hushInput,
    outliveReader() {
      needsReader = false;
    },
    kill: (code) => process.exit(code),
  };
}

/** In raw mode nothing is echoed, and Ctrl+C and Ctrl+Z are bytes: they are made signals again. */
function hushInput(): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  const onBytes = (bytes: Buffer) => {
    if (bytes.includes(0x03)) process.kill(process.pid, "SIGINT");
    if (bytes.includes(0x1a)) process.kill(process.pid, "SIGTSTP");
  };
  stdin.setRawMode(true);
  stdin.on("data", onBytes);
  stdin.resume();
  return () => {
    stdin.off("data", onBytes);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

/** Resolves when everything printed has left the process. @returns false where some of it could not be written. */
export async function finishOutput(): Promise<boolean> {
  await flushed(process.stdout);
  const why = lost?.code === "ENOSPC" ? "no space is left where it goes" : lost?.message;
  if (lost) process.stderr.write(`Not all of the output could be written: ${why}. Write it elsewhere.\n`);
  await flushed(process.stderr);
  return lost === null;
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}
