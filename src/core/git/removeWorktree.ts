// Takes a worktree away and leaves its branch. Never removes work that is not saved as a commit, never the main
// working tree, never what a link in it points at. Goes on where a crash stopped it.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { counted } from "../../protocol/counted";
import type { Result } from "../../protocol/failure";
import { lineCommand, plainCommand } from "./command";
import { readStatus } from "./commands/readStatus";
import { createReference } from "./commands/references";
import type { Git } from "./git";
import { engineIdentity } from "./identity";
import { findNested, nestedRefusal } from "./nestedRepository";
import { demand, outcomeOf } from "./outcome";
import { type LockOptions, withRepositoryLock } from "./repositoryLock";
import {
  adminDir,
  findEntry,
  hasIndex,
  isEmptyOrMissing,
  type Place,
  placeOf,
  refuse,
  settlePath,
} from "./worktreePlace";

export interface RemoveWorktree {
  path: string;
  /** Commits uncommitted work on its branch with this message first; without it such work refuses the removal. */
  save?: { message: string };
}

export interface RemovedWorktree {
  /** Commit that keeps uncommitted work; null where there was none. */
  saved: string | null;
  /** True where there was nothing to remove. */
  missing: boolean;
}

/** A repository of its own among the files cannot be saved as a commit of this one. */
async function refuseNested(tree: Git): Promise<void> {
  const nested = await findNested(tree);
  if (nested !== null) throw nestedRefusal(tree.folder, nested);
}

/** Commits everything that is not ignored on the worktree's branch, as the engine; answers the commit. */
async function saveWork(tree: Git, message: string): Promise<string> {
  // Line endings that would not come back are no reason to lose the rest.
  const saving = tree.at(tree.folder, {}, [["core.safecrlf", "false"]]);
  // Of a sparse tree also what was made beside what is checked out.
  demand(await saving.ask(plainCommand(["add", "--sparse", "--all"])));
  const commit = ["commit", "-q", "--no-verify", "--allow-empty", "-F", "-"];
  demand(await tree.ask(plainCommand(commit, message), { env: engineIdentity }));
  return demand(await tree.ask(lineCommand(["rev-parse", "HEAD"])));
}

/** Saves or refuses uncommitted work; null where there is none. */
async function settleWork(tree: Git, request: RemoveWorktree): Promise<string | null> {
  if (!existsSync(join(tree.folder, ".git"))) {
    throw refuse(
      `${tree.folder} has lost its .git file, so its work cannot be told from leftovers; look at it by hand.`,
    );
  }
  await refuseNested(tree);
  const { changed, branch, head } = demand(await tree.ask(readStatus("all")));
  if (changed.length > 0 && request.save === undefined) {
    throw refuse(
      `${tree.folder} has uncommitted work (${counted(changed.length, "path")}); save it as a commit first.`,
    );
  }
  const saved =
    changed.length > 0 && request.save !== undefined ? await saveWork(tree, request.save.message) : null;
  const tip = saved ?? head;
  // Commits made on no branch would go with the worktree; a ref of ours keeps them. It may be there already.
  if (branch === null && tip !== null) await tree.ask(createReference(`refs/kilo/saved/${tip}`, tip));
  return saved;
}

async function removeEntry(place: Place, path: string, request: RemoveWorktree): Promise<RemovedWorktree> {
  const { entry, all } = await findEntry(place, path);
  if (entry === undefined) {
    if (resolve(all[0]?.path ?? "") === path) throw refuse("The main working tree is never removed.");
    if (!isEmptyOrMissing(path)) throw refuse(`${path} is no worktree of this repository.`);
    return { saved: null, missing: true };
  }
  if (entry.locked) throw refuse(`${path} is locked; run \`git worktree unlock\` first.`);
  const admin = adminDir(place.commonDir, path);
  const mark = admin === null ? null : join(admin, "kilo-removing");
  // With the mark an earlier removal was already under way: missing files are its work, not a person's.
  const isUnderWay = mark !== null && existsSync(mark);
  // Without an index no file was ever worked on: it is an unfinished checkout.
  const hasWork =
    !isUnderWay && !isEmptyOrMissing(path) && (!existsSync(join(path, ".git")) || hasIndex(place, path));
  const saved = !hasWork ? null : await settleWork(place.git.at(path), request);
  if (mark !== null) writeFileSync(mark, "");
  // Node unlinks links and junctions and never walks into them; git on Windows does.
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  demand(await place.git.ask(plainCommand(["worktree", "remove", "--force", path])));
  return { saved, missing: false };
}

/**
 * Removes a working tree; its branch stays. Refuses uncommitted work unless it is to be saved first.
 * Ignored files in it are gone afterwards. Failures: `not-allowed`, `git-failed`.
 */
export function removeWorktree(
  git: Git,
  request: RemoveWorktree,
  options: LockOptions = {},
): Promise<Result<RemovedWorktree>> {
  return outcomeOf(async () => {
    const place = await placeOf(git);
    const path = settlePath(place.topLevel, request.path);
    return withRepositoryLock(place.commonDir, () => removeEntry(place, path, request), options);
  });
}
