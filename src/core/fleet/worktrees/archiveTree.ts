// Keeps everything a worktree holds that is not kept elsewhere: commits, and uncommitted work as a commit of the engine,
// under refs/kilo/archive/. Works on a copy of the tree's index; moves no branch, runs no hook, ignores only ignored files.
import { existsSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { firstOf } from "../../../protocol/firstOf";
import { lineCommand, plainCommand, splitNul } from "../../git/command";
import { listTree } from "../../git/commands/listTree";
import { createReference } from "../../git/commands/references";
import { copyIndex } from "../../git/copyIndex";
import type { Git } from "../../git/git";
import type { Setting } from "../../git/hardening";
import { engineIdentity } from "../../git/identity";
import { type MarkedEntry, readMarked, unmarkPaths } from "../../git/markedEntries";
import { holdsRepository, nestedRefusal } from "../../git/nestedRepository";
import { demand } from "../../git/outcome";
import { adminDir, isEmptyOrMissing, refuse } from "../../git/worktreePlace";
import { changedInFilled } from "./fillSubmodules";
import type { TreeRecord } from "./treeRecords";
import type { Yard } from "./yard";

/** The commit a name stands for; null where it stands for none. */
export async function commitOf(git: Git, name: string): Promise<string | null> {
  const args = ["rev-parse", "-q", "--verify", `${name}^{commit}`];
  const found = demand(await git.run(args, { okCodes: [0, 1, 128] }));
  return found.exitCode === 0 ? found.stdout.trim() : null;
}

/** Keeps a commit under a ref of its own; the same commit twice is one ref. */
export async function keepCommit(yard: Yard, record: TreeRecord, commit: string): Promise<string> {
  const ref = `refs/kilo/archive/${record.name}/${commit.slice(0, 16)}`;
  const made = await yard.git.ask(createReference(ref, commit));
  if (!made.ok && (await commitOf(yard.git, ref)) !== commit) demand(made);
  return ref;
}

/** Paths git would overlook: entries marked unchanged, and entries left out of a sparse tree that are there. */
async function revealHidden(tree: Git, folder: string, entries: readonly MarkedEntry[]): Promise<void> {
  const isThere = ({ path }: MarkedEntry) =>
    lstatSync(join(folder, path), { throwIfNoEntry: false }) !== undefined;
  await unmarkPaths(
    tree,
    "assume-unchanged",
    entries.filter(({ isUnchanged }) => isUnchanged),
  );
  await unmarkPaths(
    tree,
    "skip-worktree",
    entries.filter((entry) => entry.isSkipped && isThere(entry)),
  );
}

async function refuseNested(tree: Git, record: TreeRecord): Promise<void> {
  const listed = demand(await tree.runBytes(["ls-files", "-z", "--others", "--exclude-standard"]));
  const nested = splitNul(listed.stdout).find((path) => path.endsWith("/"));
  if (nested !== undefined) throw nestedRefusal(record.path, nested);
}

/** Refuses where a submodule that was filled in this tree holds uncommitted work; its commits are moved aside later. */
async function refuseDirtySubmodules(
  yard: Yard,
  record: TreeRecord,
  entries: readonly MarkedEntry[],
): Promise<void> {
  const links: { commit: string; path: string }[] = [];
  for (const { mode, blob, path: link } of entries) {
    if (mode !== "160000") continue;
    const folder = join(record.path, link);
    if (!existsSync(join(folder, ".git"))) {
      links.push({ commit: blob, path: link });
      continue;
    }
    // A submodule's repository lies in git's own folder and is moved aside; this one was begun here and goes with the files.
    if (holdsRepository(folder)) throw nestedRefusal(record.path, `${link}/`);
    const status = demand(await yard.git.at(folder).run(["status", "--porcelain"]));
    if (status.stdout !== "")
      throw refuse(`The submodule ${folder} has uncommitted work; commit it or move it away first.`);
  }
  const changed = await neitherAsFilledNorNamed(yard, record, links);
  if (changed.length === 0) return;
  throw refuse(
    `A submodule folder in ${record.path} holds changed files (${firstOf(changed, 3)}); move them away first.`,
  );
}

/**
 * Files of filled submodules that no commit has: neither the one the tree names now, nor the one they were filled from
 * when the tree was made.
 */
async function neitherAsFilledNorNamed(
  yard: Yard,
  record: TreeRecord,
  links: readonly { commit: string; path: string }[],
): Promise<string[]> {
  const tree = yard.git.at(record.path);
  const named = await changedInFilled(yard, tree, links);
  if (named.length === 0) return [];
  const paths = links.map(({ path }) => path);
  const entries = demand(await yard.git.ask(listTree(record.base, paths)));
  const before = new Map(entries.map(({ path, mode, blob }) => [path, mode === "160000" ? blob : undefined]));
  const filled = links.map(({ path, commit }) => ({ path, commit: before.get(path) ?? commit }));
  const asFilled = new Set(await changedInFilled(yard, tree, filled));
  return named.filter((file) => asFilled.has(file));
}

/** A repository may not tell git to look less closely. */
const saving: readonly Setting[] = [
  ["core.safecrlf", "false"],
  ["core.trustctime", "true"],
  ["core.checkStat", "default"],
  ["core.ignoreStat", "false"],
];

/** The commit of the tree's uncommitted work on top of `head`, or null where there is none. */
async function saveWork(
  yard: Yard,
  record: TreeRecord,
  gitDir: string,
  head: string,
): Promise<string | null> {
  const folder = join(yard.folder, "archive");
  mkdirSync(folder, { recursive: true });
  const index = join(folder, `${record.name}.index`);
  rmSync(`${index}.lock`, { force: true });
  const variables = { GIT_DIR: gitDir, GIT_WORK_TREE: record.path, GIT_INDEX_FILE: index };
  const tree = yard.git.at(record.path, variables, saving);
  const own = join(gitDir, "index");
  const hasIndex = gitDir !== yard.commonDir && existsSync(own);
  try {
    if (hasIndex) copyIndex(own, index);
    else demand(await tree.ask(plainCommand(["read-tree", head])));
    await refuseNested(tree, record);
    const entries = await readMarked(tree);
    await refuseDirtySubmodules(yard, record, entries);
    if (hasIndex) await revealHidden(tree, record.path, entries);
    // Where files were never written, a missing one was not deleted by anybody.
    const all = hasIndex || record.checkedOut ? ["--all"] : ["--ignore-removal", "."];
    demand(await tree.ask(plainCommand(["add", "--sparse", ...all])));
    const saved = demand(await tree.ask(lineCommand(["write-tree"])));
    if (saved === demand(await tree.ask(lineCommand(["rev-parse", `${head}^{tree}`])))) return null;
    const date = `${Math.floor(record.madeAt / 1000)} +0000`;
    const env = { ...engineIdentity, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    const message = `Uncommitted work of ${record.name}\n\nKilo-Session: ${record.owner}\n`;
    return demand(await tree.ask(lineCommand(["commit-tree", saved, "-p", head], message), { env }));
  } finally {
    rmSync(index, { force: true });
  }
}

/**
 * Keeps all work of a tree and answers with the refs that hold it; none where nothing was made since its base.
 * Ignored files are not kept. Throws FailureError `not-allowed` where something cannot be kept: then nothing may be removed.
 */
export async function archiveTree(yard: Yard, record: TreeRecord): Promise<string[]> {
  const admin = adminDir(yard.commonDir, record.path);
  const tip = await commitOf(yard.git, `refs/heads/${record.branch}`);
  const own = admin === null ? null : yard.git.at(yard.topLevel, { GIT_DIR: admin });
  const head = (own === null ? tip : await commitOf(own, "HEAD")) ?? tip ?? record.base;
  const hasFiles = !isEmptyOrMissing(record.path);
  const saved = hasFiles ? await saveWork(yard, record, admin ?? yard.commonDir, head) : null;
  const tips = new Set([saved ?? head, ...(tip === null || tip === head ? [] : [tip])]);
  tips.delete(record.base);
  const refs: string[] = [];
  for (const commit of tips) refs.push(await keepCommit(yard, record, commit));
  return refs;
}
