// What a kill -9 leaves besides the tree: of git itself lock files on what is a worktree's alone, of us files that were being
// written. Once nobody can hold them they are taken away; a lock that somebody may hold is waited for.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sweepWaiting } from "../../../../src/core/fleet/worktrees/sweepWaiting";
import { commitFiles } from "../../../../src/core/git/commands/storeTree";
import { git, put, repository, temporaryFolder, value } from "../../git/support";
import { fleet, leftovers, nothing, ports } from "./support";

async function tree(options: Parameters<typeof fleet>[1] = {}) {
  const folder = repository({ "a.txt": "a" });
  const own = fleet(folder, options);
  const { path } = value(await own.add({ name: "t", branch: "kilo/t", base: "HEAD" }));
  const locks = ["refs/heads/kilo/t.lock", "worktrees/t/HEAD.lock"].map((name) => join(folder, ".git", name));
  return { folder, own, path, locks };
}

/** As git leaves it that is killed while it holds the lock. */
function leave(lock: string, secondsAgo = 60): void {
  writeFileSync(lock, "");
  const at = Date.now() / 1000 - secondsAgo;
  utimesSync(lock, at, at);
}

it("a tree is removed whose branch a killed git had locked, and nothing is left of it", async () => {
  const { folder, own, locks } = await tree();
  for (const lock of locks) leave(lock);
  value(await own.remove("t"));
  expect(leftovers(folder)).toEqual(nothing);
  expect(locks.filter(existsSync)).toEqual([]);
});

it("a tree that stands can be committed in again after reconciling", async () => {
  const { folder, own, path, locks } = await tree();
  for (const lock of locks) leave(lock);
  put(path, "a.txt", "better");
  expect(() => git(path, "commit", "-qam", "work")).toThrow();
  expect(value(await own.reconcile()).notes).toEqual([]);
  git(path, "commit", "-qam", "work");
  expect(git(folder, "show", "kilo/t:a.txt")).toBe("better");
});

it("a lock that may be held is waited for: it goes, or grows too old to be anybody's", async () => {
  let slept = 0;
  let now = Date.now();
  const sleep = async (ms: number) => {
    slept += 1;
    now += ms;
  };
  const { folder, own, locks } = await tree({ ports: { ...ports, now: () => now, sleep } });
  for (const lock of locks) leave(lock, 0);
  value(await own.remove("t"));
  expect(slept).toBeGreaterThan(1);
  expect(leftovers(folder)).toEqual(nothing);
});

it("files a dead process was writing beside records and leases go with the tree", async () => {
  const leases = { folder: temporaryFolder("leases"), temporaryFolder: temporaryFolder("t") };
  const { folder, own } = await tree({ leases });
  const { pid } = spawnSync("git", ["--version"]);
  const name = `.${pid}-0123456789ab.tmp`;
  for (const place of [join(folder, ".git", "kilo", "fleet", "trees"), leases.folder])
    writeFileSync(join(place, name), "half");
  const grabbing = join(folder, ".git", "kilo", "worktrees.lock.0123456789abcdef");
  writeFileSync(grabbing, JSON.stringify({ nonce: "n", pid, host: hostname(), start: "1" }));
  value(await own.remove("t"));
  expect(leftovers(folder, leases.folder)).toEqual(nothing);
  expect(existsSync(grabbing)).toBe(false);
});

it("a commit a dead process was storing is swept, a living one's is not", () => {
  const folder = temporaryFolder("t");
  const { pid } = spawnSync("git", ["--version"]);
  const [dead = "", ...others] = [pid, process.pid].map((each) => `kilo-commit-${each}-0123456789abcdef`);
  for (const name of [dead, ...others, "kilo-commit-mine"]) writeFileSync(join(folder, name), "tree");
  sweepWaiting(folder, commitFiles);
  expect(readdirSync(folder).sort()).toEqual([...others, "kilo-commit-mine"].sort());
});
