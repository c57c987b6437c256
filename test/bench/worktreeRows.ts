// How soon a worktree of a fleet is ready, against plain `git worktree add` of the same commit, side by side in one
// repository; and one tree after another from one process.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createWorktrees } from "../../src/core/fleet/worktrees/worktrees";
import { createGit } from "../../src/core/git/git";
import { atMost, type BenchRow, milliseconds, told } from "./benchRow";
import { makePlace, makeRepository } from "./place";
import { moduleText } from "./seedProject";
import { median, timed } from "./statistics";

const repeats = 6;
const agents = 20;

export async function worktreeRows(files: readonly number[] = [10_000, 100_000]): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const count of files) rows.push(await readyRow(count));
  return [...rows, await fleetRow()];
}

function manyFiles(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let index = 0; index < count; index += 1)
    files[`src/${Math.floor(index / 50)}/file${index}.js`] = `${moduleText("order")}// ${index}\n`;
  return files;
}

function openFleet(root: string, folder: string) {
  const environment = { PATH: process.env.PATH, HOME: root };
  const sleep = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal });
  return createWorktrees({
    git: createGit(folder, { environment }),
    repository: folder,
    ports: { now: Date.now, monotonic: () => performance.now(), random: Math.random, sleep },
    owner: "bench",
    leases: { folder: join(root, "leases"), temporaryFolder: root },
  });
}

const request = { base: "HEAD", worktreePrefix: "agent", branchPrefix: "kilo/agent" };

async function demandTree(folder: ReturnType<typeof openFleet>): Promise<string> {
  const added = await folder.addNext(request);
  if (!added.ok) throw new Error(added.failure.message);
  return added.value.name;
}

async function readyRow(files: number): Promise<BenchRow> {
  const place = makePlace();
  try {
    const folder = join(place.root, "work");
    makeRepository(folder, manyFiles(files));
    const fleet = openFleet(place.root, folder);
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
    const [ours, plain]: [number[], number[]] = [[], []];
    // The first of each is not counted: it loads packages and fills the system's cache.
    for (let repeat = 0; repeat <= repeats; repeat += 1) {
      let name = "";
      const path = join(place.root, `plain-${repeat}`);
      const works: [number[], () => unknown][] = [
        [plain, () => git("worktree", "add", "-q", "-b", `plain-${repeat}`, path)],
        [
          ours,
          async () => {
            name = await demandTree(fleet);
          },
        ],
      ];
      // Each goes first in turn: the second writes to a disk that is still busy with the first.
      for (const [figures, work] of repeat % 2 === 0 ? works : works.reverse()) {
        const took = await timed(work);
        if (repeat > 0) figures.push(took);
      }
      await fleet.remove(name);
      git("worktree", "remove", "--force", path);
    }
    const ratio = median(ours) / median(plain);
    const figure = `${ratio.toFixed(2)} (${milliseconds(median(ours))} over ${milliseconds(median(plain))})`;
    const how = `medians of ${repeats}, in turn: a tree with branch, record, lock and leases over plain git worktree add, ${files.toLocaleString("en-US")} files in a commit`;
    return atMost(
      `worktree ready over plain git, ${files.toLocaleString("en-US")} files`,
      ratio,
      1.2,
      "",
      figure,
      how,
    );
  } finally {
    place.remove();
  }
}

async function fleetRow(): Promise<BenchRow> {
  const place = makePlace();
  try {
    const folder = join(place.root, "work");
    makeRepository(folder, manyFiles(300));
    const fleet = openFleet(place.root, folder);
    const took = await timed(() => Promise.all(Array.from({ length: agents }, () => demandTree(fleet))));
    const how = `${agents} asked for at once in one process, 300 files, until the last is ready`;
    return told(
      `worktrees for ${agents} agents`,
      `${milliseconds(took)} (${milliseconds(took / agents)} each)`,
      how,
    );
  } finally {
    place.remove();
  }
}
