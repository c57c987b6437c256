// Takes away what worktrees a session left that is forgotten: with its log gone nobody else would ever find them. Their
// commits and uncommitted work are kept under refs/kilo/archive/ first, as always.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findRepository } from "../../git/repository";
import { createWorktrees, type WorktreesOptions } from "./worktrees";

/**
 * @param options as for `createWorktrees`; its owner is the session.
 * @returns a sentence for each tree that could not be taken away; empty where there were none.
 */
export async function forgetOwner(options: WorktreesOptions): Promise<string[]> {
  const found = await findRepository(options.git);
  // Without a record there is nothing of ours, and most runs make no worktrees at all.
  if (!found.ok || !found.value || !existsSync(join(found.value.commonDir, "kilo", "fleet", "trees")))
    return [];
  const trees = createWorktrees(options);
  const listed = await trees.list();
  if (!listed.ok) return [listed.failure.message];
  const kept: string[] = [];
  for (const { name, owner } of listed.value) {
    if (owner !== options.owner && !owner.startsWith(`${options.owner}/`)) continue;
    const removed = await trees.remove(name);
    if (!removed.ok) kept.push(removed.failure.message);
  }
  return kept;
}
