// Whether this machine can hold commands in a sandbox: finds the program by its absolute path and tries it once, really.
// Being installed proves nothing; it may not be permitted. It never looks into a project.
import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { separation } from "./bubblewrap";

export type FoundSandbox =
  | { kind: "bubblewrap" | "seatbelt"; program: string }
  /** `why`: a few words for a person. */
  | { kind: "none"; why: string };

/** Places of the system; a program on PATH could be anybody's. */
const bubblewrapPlaces = [
  "/usr/bin/bwrap",
  "/bin/bwrap",
  "/usr/local/bin/bwrap",
  "/run/current-system/sw/bin/bwrap",
];
const seatbeltPlace = "/usr/bin/sandbox-exec";
const probeMs = 10_000;

const found = new Map<NodeJS.Platform, Promise<FoundSandbox>>();

/** Asked of the system once for a process. */
export function findSandbox(platform: NodeJS.Platform = process.platform): Promise<FoundSandbox> {
  const known = found.get(platform) ?? probe(platform);
  found.set(platform, known);
  return known;
}

/** What another process of this machine and user found, so that it need not be tried again here. */
export function tellFoundSandbox(known: FoundSandbox): void {
  found.set(process.platform, Promise.resolve(known));
}

async function probe(platform: NodeJS.Platform): Promise<FoundSandbox> {
  if (platform === "darwin") return tried("seatbelt", seatbeltPlace, ["-p", "(version 1)(allow default)"]);
  if (platform !== "linux") return { kind: "none", why: "there is none for this system" };
  const program = bubblewrapPlaces.find(isOwnedProgram);
  if (program === undefined)
    return { kind: "none", why: "bubblewrap is not installed; the package is called bubblewrap" };
  const asRoot = process.getuid?.() === 0;
  const mounts = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/run"];
  return tried("bubblewrap", program, [...mounts, ...separation({ network: false, asRoot })]);
}

function tried(kind: "bubblewrap" | "seatbelt", program: string, args: string[]): Promise<FoundSandbox> {
  return new Promise((resolve) => {
    const options = { timeout: probeMs, encoding: "utf8" as const, env: { PATH: "/usr/bin:/bin" } };
    execFile(program, [...args, "/bin/sh", "-c", ":"], options, (error, _, said) => {
      if (!error) return resolve({ kind, program });
      const line = (said.trim() || error.message).split("\n", 1)[0] ?? "";
      resolve({ kind: "none", why: `${program} may not make one here: ${line.slice(0, 200)}` });
    });
  });
}

/** A program that nobody but the system's owner can have put there. */
function isOwnedProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    const { uid, mode } = statSync(realpathSync(path));
    return uid === 0 && (mode & 0o022) === 0;
  } catch {
    return false;
  }
}
