// The files of a conflict as a merge editor needs them, once the engine has brought both sides into the agent's own tree:
// what both began with, what is merged already, the agent's work, and the file there that takes the outcome. Starts git,
// reads; writes nothing.
import { lstat, readFile, realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import * as vscode from "vscode";
import type { Git } from "../../core/git/git";
import type { Result } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import type { AgentView } from "../../protocol/session";
import { hostVariables } from "../environment";
import { isInside } from "../panes/openFile";
import { blobOf } from "./gitPages";
import { refused } from "./refused";

export interface ConflictFile {
  path: string;
  /** Of the tree; what is written here is taken. */
  output: string;
  /** Commits; null where no editor can merge it. */
  sides: { base: string; ours: string; theirs: string } | null;
}

/** Marks as git writes them; seven equal signs alone may be a headline. */
const mark = /^(?:<{7} |>{7} )/m;

export function hasMark(text: string): boolean {
  return mark.test(text);
}

/** @returns the files of an agent's tree in which what landed and its own work meet. */
export async function conflictFiles(view: RunView, agent: AgentView): Promise<Result<ConflictFile[]>> {
  if (!vscode.workspace.isTrusted)
    return refused("This folder is not trusted, so git is not started in it. Trust it first.", "not-trusted");
  const { tree } = agent;
  if (!tree) return refused(`The tree of ${agent.name} is gone; recreate the agent.`);
  const { createGit } = await import("../../core/git/git");
  const git = createGit(tree.path, { environment: hostVariables() });
  const met = await meeting(git);
  if (!met.ok) return met;
  const { base, ours, theirs, paths } = met.value;
  const files = paths.map(async (path): Promise<ConflictFile> => {
    const output = resolve(tree.path, path);
    const sides = await Promise.all([blobOf(view.root, ours, path), blobOf(view.root, theirs, path)]);
    const now = await bytesInside(tree.path, output);
    const isText = now !== null && [...sides, now].every((bytes) => bytes && !bytes.includes(0));
    return { path, output, sides: isText ? { base, ours, theirs } : null };
  });
  return { ok: true, value: await Promise.all(files) };
}

interface Meeting {
  base: string;
  ours: string;
  theirs: string;
  paths: string[];
}

/** The two sides are the parents of the commit the engine made in the tree: the agent's own first, then what landed. */
async function meeting(git: Git): Promise<Result<Meeting>> {
  const parents = await git.run(["rev-list", "--parents", "-n", "1", "HEAD"]);
  if (!parents.ok) return refused(parents.failure.message);
  const [, theirs, ours] = parents.value.stdout.trim().split(" ");
  if (theirs === undefined || ours === undefined)
    return refused(
      "Both sides are merged in its files already; look at them, then say that they are resolved.",
    );
  const words = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", theirs, ours];
  const [merged, shared] = await Promise.all([
    git.run(words, { okCodes: [0, 1] }),
    git.run(["merge-base", ours, theirs]),
  ]);
  if (!merged.ok) return refused(merged.failure.message);
  const [, ...paths] = merged.value.stdout.split("\0").filter((part) => part !== "");
  const base = shared.ok ? shared.value.stdout.trim() : theirs;
  return { ok: true, value: { base, ours, theirs, paths: [...new Set(paths)] } };
}

/** A plain file's bytes; null for what lies outside of the tree, is a link, or is not there. */
async function bytesInside(tree: string, path: string): Promise<Buffer | null> {
  try {
    const [root, folder, stat] = await Promise.all([realpath(tree), realpath(dirname(path)), lstat(path)]);
    const isOwn = root === folder || isInside(root, folder);
    return isOwn && stat.isFile() ? await readFile(path) : null;
  } catch {
    return null;
  }
}

/** Paths in which marks of git are left on the disk. */
export async function unresolved(files: readonly ConflictFile[]): Promise<string[]> {
  const left = await Promise.all(
    files.map(async ({ path, output }) => {
      const text = await readFile(output, "utf8").catch(() => "");
      return hasMark(text) ? [path] : [];
    }),
  );
  return left.flat();
}
