// Fleets of worktrees over the real repositories of the git room's tests, in this process or in processes of their own.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  createWorktrees,
  type Worktrees,
  type WorktreesOptions,
} from "../../../../src/core/fleet/worktrees/worktrees";
import { bundledOnce, environment, git, picture, runner, userState } from "../../git/support";

export const ports = {
  now: Date.now,
  monotonic: () => performance.now(),
  random: Math.random,
  sleep: (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal }),
};

export function fleet(folder: string, options: Partial<WorktreesOptions> = {}): Worktrees {
  return createWorktrees({ git: runner(folder), repository: folder, ports, owner: "session-1", ...options });
}

export const treesIn = (folder: string) => {
  const base = join(folder, ".kilocode", "worktrees");
  return existsSync(base) ? readdirSync(base).sort() : [];
};

export function refs(folder: string, prefix: string): string[] {
  const listed = git(folder, "for-each-ref", "--format=%(refname)", prefix);
  return listed.split("\n").filter((line) => line !== "");
}

export function registered(folder: string): string[] {
  const listed = git(folder, "worktree", "list", "--porcelain");
  return [...listed.matchAll(/^worktree (.*)$/gm)].map((match) => match[1] ?? "").slice(1);
}

/** What a user would notice: everything but our own folder and the line that keeps it out of `git status`. */
export function noticed(folder: string): Record<string, unknown> {
  const { exclude: _, names, logs, files, ...rest } = userState(folder);
  const own = (path: string) => /^(\.kilocode\/|refs\/heads\/[^/]+\/$)/.test(path);
  const filter = (seen: unknown) => Object.entries(seen as object).filter(([path]) => !own(path));
  const kept = (names as string[]).filter((name) => name !== "worktrees" && name !== "info");
  return { ...rest, names: kept, logs: filter(logs), files: filter(files) };
}

/** Nothing is left of any worktree: no folder, no registration, no branch but these, no record, no lease. */
export function leftovers(folder: string, leaseFolder?: string): Record<string, string[]> {
  const records = join(folder, ".git", "kilo", "fleet", "trees");
  const leases = leaseFolder === undefined || !existsSync(leaseFolder) ? [] : readdirSync(leaseFolder);
  const admin = join(folder, ".git", "worktrees");
  return {
    trees: treesIn(folder),
    registered: registered(folder),
    admin: existsSync(admin) ? readdirSync(admin) : [],
    branches: refs(folder, "refs/heads").filter((ref) => ref !== "refs/heads/main"),
    records: existsSync(records) ? readdirSync(records) : [],
    leases: leases.filter((name) => name !== "lock"),
  };
}

export const nothing = { trees: [], registered: [], admin: [], branches: [], records: [], leases: [] };

const fleetProcess = bundledOnce(join(import.meta.dirname, "fleetProcess.ts"));

export interface Order {
  action: "addNext" | "remove";
  folder: string;
  count?: number;
  leases?: { folder: string; temporaryFolder: string };
  /** Ends the process at this step, as kill -9 does. */
  killAt?: number;
}

/** What `fleetProcess.ts` answers; null where it was killed. */
export async function inOwnProcess(order: Order): Promise<{ results: unknown[]; steps: string[] } | null> {
  const child = spawn(process.execPath, [await fleetProcess(), JSON.stringify(order)], {
    env: { ...environment, TMPDIR: process.env.TMPDIR },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  const signal = await new Promise((resolve) => child.on("exit", (_, why) => resolve(why)));
  if (signal === "SIGKILL") return null;
  if (child.stdout.readable) await new Promise((resolve) => child.stdout.once("close", resolve));
  return JSON.parse(Buffer.concat(parts).toString("utf8"));
}

export { picture };
