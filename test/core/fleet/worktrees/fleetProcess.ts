// Makes or removes worktrees in a process of its own, and may end itself at any step that changes the disk or starts git.
// Bundled and started by support.ts; prints what came out as JSON.
import childProcess from "node:child_process";
import fileSystem from "node:fs";
import promises from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { createWorktrees } from "../../../../src/core/fleet/worktrees/worktrees";
import { createGit } from "../../../../src/core/git/git";
import type { Order } from "./support";

const order: Order = JSON.parse(process.argv[2] ?? "{}");
const steps: string[] = [];

function step(label: string): void {
  steps.push(label);
  if (steps.length === order.killAt) process.kill(process.pid, "SIGKILL");
}

/** Locks are taken a random number of times; their own tests kill their holders. */
const isLock = (path: string) => /\/lock\/|\.lock/.test(path) || path.endsWith("/lock");

function watch(room: object, name: string): void {
  const all = room as Record<string, (...args: unknown[]) => unknown>;
  const real = all[name];
  if (real === undefined) throw new Error(`no ${name}`);
  all[name] = (...args) => {
    const path = String(args[0]);
    if (!isLock(path) && !path.startsWith("/proc")) step(`${name} ${path.slice(-40)}`);
    return real(...args);
  };
}

const changing = [
  "mkdirSync",
  "writeFileSync",
  "renameSync",
  "rmSync",
  "linkSync",
  "symlinkSync",
  "copyFileSync",
];
for (const name of changing) watch(fileSystem, name);
watch(promises, "rm");

const all = childProcess as unknown as Record<string, (...args: unknown[]) => unknown>;
const realSpawn = all.spawn;
if (realSpawn === undefined) throw new Error("no spawn");
all.spawn = (...args) => {
  const words = args[1] as string[];
  step(`before git ${words.slice(0, 2).join(" ")}`);
  const child = realSpawn(...args);
  // Git goes on by itself when its parent dies.
  step(`beside git ${words.slice(0, 2).join(" ")}`);
  return child;
};

const worktrees = createWorktrees({
  git: createGit(order.folder, { environment: process.env }),
  repository: order.folder,
  ports: {
    now: Date.now,
    monotonic: () => performance.now(),
    random: Math.random,
    sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
  },
  owner: "session-1",
  ...(order.leases === undefined ? {} : { leases: order.leases }),
  include: { patterns: ["local.conf"] },
});

async function act(): Promise<unknown[]> {
  if (order.action === "remove") return [await worktrees.remove("agent-001")];
  const request = { base: "HEAD", worktreePrefix: "agent", branchPrefix: "kilo/agent" };
  return Promise.all(Array.from({ length: order.count ?? 1 }, () => worktrees.addNext(request)));
}

act().then((results) => {
  process.stdout.write(JSON.stringify({ results, steps }));
});
