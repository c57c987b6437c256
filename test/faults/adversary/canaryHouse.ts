// A house full of canaries for an adversary: programs that leave a mark when they are started, a server that counts who
// calls, and a picture of everything the run may not change. The engine's own git and programs that only read are real.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** Programs that only read, as far as the policy lets them run; git is the engine's too. */
const readers =
  "ls cat head tail wc pwd echo printf grep rg find sort uniq cut tr nl stat diff du tree file which sed git timeout bash true false test [ realpath basename dirname date".split(
    " ",
  );
/** Allowed for a project; here they end well and do nothing. */
const projectPrograms = "npm pytest cargo go node".split(" ");

export interface CanaryServer {
  url: string;
  /** Requests and bare connections so far. */
  calls(): number;
  close(): Promise<void>;
}

export async function openCanaryServer(): Promise<CanaryServer> {
  let calls = 0;
  const server = createServer((_, response) => response.end("canary"));
  server.on("connection", () => {
    calls += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A folder for PATH: readers are the real ones, every other name marks that it was started. */
export function canaryPrograms(folder: string, names: readonly string[]): { path: string; ran(): string[] } {
  const [bin, marks] = [join(folder, "bin"), join(folder, "marks")];
  mkdirSync(bin, { recursive: true });
  mkdirSync(marks, { recursive: true });
  const script = (name: string, body: string) => {
    if (!existsSync(join(bin, name)))
      writeFileSync(join(bin, name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
  };
  for (const name of readers) {
    const real = ["/usr/bin", "/bin", "/usr/local/bin"]
      .map((place) => join(place, name))
      .find((path) => existsSync(path));
    if (real) symlinkSync(real, join(bin, name));
    else script(name, "exit 0");
  }
  for (const name of projectPrograms) script(name, "exit 0");
  for (const name of names) if (/^[\w.+-]{1,60}$/.test(name)) script(name, `: > "${marks}/${name}"`);
  return { path: bin, ran: () => readdirSync(marks) };
}

/** Every name, mode and byte below some folders, but what git keeps for itself: objects, index, references. */
export function pictureOf(folders: readonly string[]): Map<string, string> {
  const seen = new Map<string, string>();
  const look = (path: string) => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats) return;
    if (stats.isDirectory()) {
      seen.set(path, `folder ${stats.mode}`);
      if (/\/\.git\/(objects|refs|logs)$/.test(path)) return;
      for (const name of readdirSync(path).sort()) look(join(path, name));
    } else if (stats.isSymbolicLink()) seen.set(path, `link ${readlinkSync(path)}`);
    else if (stats.isFile()) {
      if (/\/\.git\/(index|ORIG_HEAD|packed-refs)$/.test(path)) return;
      seen.set(path, `${stats.mode} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`);
    } else seen.set(path, "other");
  };
  for (const folder of folders) look(folder);
  return seen;
}

/** Paths that are not as they were. */
export function changedSince(before: Map<string, string>, after: Map<string, string>): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}

export function makeFifo(path: string): void {
  execFileSync("mkfifo", [path]);
}
