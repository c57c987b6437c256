// The integration worktree and its branch: made, found again, put at a commit, moved forward. Nothing else of the
// repository is written; the branch only ever moves from one proven commit to the next.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { plainCommand, splitNul } from "../../git/command";
import { moveReference } from "../../git/commands/references";
import { outlastsGit } from "../../git/deadLock";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import { findRepository } from "../../git/repository";
import { findEntry, isEmptyOrMissing, placeOf, refuse } from "../../git/worktreePlace";
import { addWorktree } from "../../git/worktrees";
import { resolveNames, tipOf } from "./commits";
import type { Landed, TrainRequest } from "./trainTypes";

export interface TrainTree {
  /** Real path. */
  folder: string;
  branch: string;
  tip: string;
  /** In the order they landed. */
  landed: Landed[];
  /** Checks a commit out, without moving the branch. */
  place(commit: string): Promise<void>;
  /** Moves the branch from `from` to `to`; refuses where somebody else moved it. */
  advance(from: string, to: string): Promise<void>;
}

/** Merges of this session on the integration branch, oldest first; what agents committed themselves does not count. */
async function landedOn(git: Git, session: string, base: string, tip: string): Promise<Landed[]> {
  const value = (key: string) => `%(trailers:key=${key},valueonly,separator=%x01)`;
  const format = `%H%x02${value("Kilo-Run")}%x02${value("Kilo-Step")}%x02${value("Kilo-Result")}`;
  const words = ["log", "-z", "--first-parent", "--reverse", `--format=${format}`, `${base}..${tip}`, "--"];
  const output = demand(await git.runBytes(words));
  return splitNul(output.stdout).flatMap((entry) => {
    const [commit = "", run, member = "", from = ""] = entry.trim().split("\u0002");
    return run === session && member !== "" ? [{ member, commit, from }] : [];
  });
}

/** Only the train uses its worktree's index. */
async function clearDeadLock(gitDir: string): Promise<void> {
  const lock = join(gitDir, "index.lock");
  if (await outlastsGit(lock)) rmSync(lock, { force: true });
}

/** Makes the integration worktree, or finds it with what landed before. Call it under the train's lock. */
export async function openTrainTree(request: TrainRequest): Promise<TrainTree> {
  const { git, session, worktree } = request;
  const ref = `refs/heads/${worktree.branch}`;
  const [base = ""] = await resolveNames(git, "commit", [request.base]);
  const before = await tipOf(git, ref);
  if (before !== null) await checkDescends(git, base, before, worktree.branch);
  const { entry } = await findEntry(await placeOf(git), worktree.path);
  if (entry !== undefined && !isEmptyOrMissing(worktree.path)) refuseLost(worktree.path);
  const added = demand(await addWorktree(git, { ...worktree, base: before ?? base }));
  const tip = (await tipOf(git, ref)) ?? base;
  const places = demand(await findRepository(git.at(added.path)));
  if (places === null) throw refuse(`${added.path} was removed while it was being made.`);
  const { gitDir } = places;
  // Named, so that git never takes the checkout it lies in for it: what is placed there would overwrite the user's work.
  const own = git.at(added.path, { GIT_DIR: gitDir, GIT_WORK_TREE: added.path });
  return {
    folder: added.path,
    branch: worktree.branch,
    tip,
    landed: await landedOn(git, session, base, tip),
    async place(commit) {
      refuseLost(added.path);
      await clearDeadLock(gitDir);
      demand(await own.ask(plainCommand(["read-tree", "--reset", "-u", commit])));
      // What the last checks left; ignored files (installed packages, caches) stay for the next ones.
      demand(await own.ask(plainCommand(["clean", "-q", "-f", "-d"])));
    },
    async advance(from, to) {
      demand(await git.ask(moveReference({ name: ref, from, to, reason: "kilo-code: merge train" })));
    },
  };
}

/** A check, or a hand that tidies up, may take it away. */
function refuseLost(folder: string): void {
  if (existsSync(join(folder, ".git"))) return;
  throw refuse(
    `The worktree ${folder} is none any more, because its .git was taken away; move that folder away, and it is made anew when you go on.`,
  );
}

async function checkDescends(git: Git, base: string, tip: string, branch: string): Promise<void> {
  const words = ["merge-base", "--is-ancestor", base, tip];
  const answer = demand(await git.run(words, { okCodes: [0, 1] }));
  if (answer.exitCode !== 0) {
    throw refuse(
      `Branch ${branch} exists already and does not start from this session's base; choose another name.`,
    );
  }
}

/** The lock file one train at a time holds for a branch. */
export async function trainLock(git: Git, branch: string): Promise<string> {
  const places = demand(await findRepository(git));
  const name = branch.replace(/[^A-Za-z0-9._-]/g, (letter) => `=${letter.charCodeAt(0).toString(16)}`);
  if (places === null) throw refuse("The repository is gone.");
  return join(places.commonDir, "kilo", `train-${name}.lock`);
}
