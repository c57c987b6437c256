// One holder at a time, across processes, for what git itself cannot do side by side: making and removing working
// trees of a repository, and checking one out. Waits for a living holder, never takes a lock from one, takes over from a dead one.
import { randomBytes } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod";
import { FailureError, failure } from "../../protocol/failure";

export interface LockOptions {
  /** Milliseconds to wait for a living holder before giving up. */
  waitMs?: number;
  signal?: AbortSignal;
}

const holderShape = z.object({
  nonce: z.string(),
  pid: z.number().int(),
  host: z.string(),
  start: z.string(),
});
type Holder = z.infer<typeof holderShape>;

const defaultWaitMs = 120_000;
/** The take-over is a few system calls long; a mark older than this was left by a process that died in between. */
const takeOverMs = 10_000;

/** When a process started, in the kernel's own units; empty where the system does not tell. */
export function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything, so fields are counted from its end.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function isAlive(holder: Holder): boolean {
  // Another machine's process cannot be looked at; it is taken for alive.
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (thrown) {
    return (thrown as { code?: string }).code === "EPERM";
  }
  const start = processStart(holder.pid);
  return start === "" || holder.start === "" || start === holder.start;
}

function readHolder(path: string): Holder | null {
  try {
    return holderShape.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return null;
  }
}

/** Makes the lock file with its content in one step. False where it exists. */
function grab(path: string, holder: Holder): boolean {
  const own = `${path}.${holder.nonce}`;
  writeFileSync(own, JSON.stringify(holder), { mode: 0o600, flag: "wx" });
  try {
    linkSync(own, path);
    return true;
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    if (code === "EEXIST") return false;
    // A file system without hard links: the exclusive file is made and filled in two steps.
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EOPNOTSUPP") throw thrown;
    return grabWithoutLinks(path, holder);
  } finally {
    rmSync(own, { force: true });
  }
}

function grabWithoutLinks(path: string, holder: Holder): boolean {
  try {
    writeFileSync(path, JSON.stringify(holder), { mode: 0o600, flag: "wx" });
    return true;
  } catch (thrown) {
    if ((thrown as { code?: string }).code === "EEXIST") return false;
    throw thrown;
  }
}

/** Takes a dead holder's lock away. Only one process does so at a time, so a fresh lock is never taken for the dead one. */
function clearDead(path: string, dead: Holder): void {
  const mark = `${path}.takeover`;
  try {
    mkdirSync(mark);
  } catch {
    const made = statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    // A time to come tells of a clock that was set back.
    if (Math.abs(Date.now() - made) > takeOverMs) rmdirSync(mark);
    return;
  }
  try {
    if (readHolder(path)?.nonce === dead.nonce) unlinkSync(path);
  } finally {
    rmdirSync(mark);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms));
}

async function waitFor(path: string, mine: Holder, options: LockOptions): Promise<void> {
  const until = performance.now() + (options.waitMs ?? defaultWaitMs);
  for (let round = 0; !grab(path, mine); round += 1) {
    const holder = readHolder(path);
    if (holder !== null && !isAlive(holder)) {
      clearDead(path, holder);
      continue;
    }
    if (options.signal?.aborted)
      throw new FailureError(failure("aborted", "Waiting for the repository was stopped."));
    if (performance.now() > until) {
      const who = holder === null ? "An unreadable lock" : `Process ${holder.pid} on ${holder.host}`;
      throw new FailureError(
        failure("git-failed", `${who} holds the lock ${path}; if nothing runs there, remove that file.`),
      );
    }
    // Waiters that came together part ways; short at first, for most holders are done in milliseconds.
    await pause(
      Math.min(50, 5 + round * 2) * (0.5 + (mine.nonce.charCodeAt(round % mine.nonce.length) % 16) / 16),
    );
  }
}

/** Work of this process on the same repository queues here, so that waiting costs no polling. */
const queues = new Map<string, Promise<unknown>>();

async function holdWhile<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const nonce = randomBytes(8).toString("hex");
  const mine: Holder = { nonce, pid: process.pid, host: hostname(), start: processStart(process.pid) };
  await waitFor(path, mine, options);
  try {
    return await work();
  } finally {
    if (readHolder(path)?.nonce === nonce) unlinkSync(path);
  }
}

/**
 * Runs work while this process alone holds the lock file `path`, whose folder is made where it is not there.
 * Throws FailureError `git-failed` naming the holder, `aborted`.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const before = queues.get(path) ?? Promise.resolve();
  const mine = before.then(() => holdWhile(path, options, work));
  const settled = mine.catch(() => undefined);
  queues.set(path, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(path) === settled) queues.delete(path);
  }
}

const lockOf = (commonDir: string) => join(commonDir, "kilo", "worktrees.lock");

/** Takes away the files of processes that died while they were grabbing the lock of a repository; see `grab`. */
export function sweepRepositoryLock(commonDir: string): void {
  const path = lockOf(commonDir);
  const folder = dirname(path);
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const own = join(folder, name);
    if (!own.startsWith(`${path}.`) || !/\.[0-9a-f]{16}$/.test(name)) continue;
    const holder = readHolder(own);
    const made = statSync(own, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    // One that cannot be read is empty still, and a moment old, or was left empty.
    const isDead = holder === null ? Math.abs(Date.now() - made) > takeOverMs : !isAlive(holder);
    if (isDead) rmSync(own, { force: true });
  }
}

/** Runs work while this process alone may add or remove worktrees of a repository; see `withLock`. */
export function withRepositoryLock<T>(
  commonDir: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  return withLock(lockOf(commonDir), work, options);
}
