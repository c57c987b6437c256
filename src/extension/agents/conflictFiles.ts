// The files of a conflict as a merge editor needs them: what both sides began with, what is merged already, the agent's
// work, and the file in the agent's own tree that takes the outcome. Starts git; writes only files of that tree whose
// bytes are the agent's accepted work, so that nothing is lost.
import { lstat, readFile, realpath, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import * as vscode from "vscode";
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
  /** Null where neither git nor an editor can merge it: its one line says why. */
  sides: { base: string; ours: string; theirs: string } | null;
  text: string;
  /** The file as it was before markers were put into it; null where none were. */
  before: Buffer | null;
  seeded: Buffer | null;
}

/** Conflict markers as git writes them. */
const marker = /^(?:<{7} |>{7} |={7}\r?$)/m;

/** @returns the files an agent was set aside for, with git's markers in those that can be merged as text. */
export async function conflictFiles(view: RunView, agent: AgentView): Promise<Result<ConflictFile[]>> {
  const { aside, result, tree, name } = agent;
  if (aside?.kind !== "conflict") return refused(`${name} is not set aside for conflicts.`);
  if (!vscode.workspace.isTrusted)
    return refused("This folder is not trusted, so git is not started in it. Trust it first.", "not-trusted");
  const ours = mergedCommit(view, agent);
  if (!tree || !result || ours === null)
    return refused(`The tree of ${name} is gone; recreate the agent, or let it resolve the conflicts.`);
  const { createGit } = await import("../../core/git/git");
  const git = createGit(view.root, { environment: hostVariables() });
  const [merged, shared] = await Promise.all([
    git.run(["merge-tree", "--write-tree", ours, result.commit], { okCodes: [0, 1] }),
    git.run(["merge-base", ours, result.commit]),
  ]);
  const markers = merged.ok ? (merged.value.stdout.split("\n", 1)[0] ?? "") : "";
  const base = shared.ok ? shared.value.stdout.trim() : result.base;
  const place = { tree: tree.path, root: view.root, base, ours, theirs: result.commit, markers };
  const found = new Map<string, string>();
  for (const { paths, text } of aside.conflicts) {
    for (const path of paths.slice(0, 1)) if (!found.has(path)) found.set(path, text);
  }
  const files = await Promise.all([...found].map(([path, text]) => oneFile(place, path, text)));
  return { ok: true, value: files };
}

/** What the agent's work is to be merged into. */
function mergedCommit({ session }: RunView, { aside }: AgentView): string | null {
  const others = (aside?.with ?? []).flatMap((name) => session?.agents[name]?.result ?? []);
  return session?.merge?.commit ?? session?.tip ?? others[0]?.commit ?? null;
}

interface Place {
  tree: string;
  root: string;
  base: string;
  ours: string;
  theirs: string;
  markers: string;
}

async function oneFile(place: Place, path: string, text: string): Promise<ConflictFile> {
  const { base, ours, theirs, markers } = place;
  const output = resolve(place.tree, path);
  const plain: ConflictFile = { path, output, sides: null, text, before: null, seeded: null };
  const [mine, own, seed] = await Promise.all([
    blobOf(place.root, ours, path),
    blobOf(place.root, theirs, path),
    markers === "" ? null : blobOf(place.root, markers, path),
  ]);
  const now = await bytesInside(place.tree, output);
  if (!mine || !own || !now || [mine, own, now].some((bytes) => bytes.includes(0))) return plain;
  const sides = { base, ours, theirs };
  if (!seed || !now.equals(own) || !marker.test(seed.toString("utf8"))) return { ...plain, sides };
  await writeFile(output, seed);
  return { ...plain, sides, before: now, seeded: seed };
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

/** Paths in which markers of git are left. */
export async function unresolved(files: readonly ConflictFile[]): Promise<string[]> {
  const left = await Promise.all(
    files.map(async ({ path, output, sides }) => {
      const text = sides ? await readFile(output, "utf8").catch(() => "") : "";
      return marker.test(text) ? [path] : [];
    }),
  );
  return left.flat();
}

/** Takes the markers back out of files nobody has touched since. */
export async function takeBack(files: readonly ConflictFile[]): Promise<void> {
  for (const { output, before, seeded } of files) {
    const now = before && seeded ? await readFile(output).catch(() => null) : null;
    if (before && seeded && now?.equals(seeded)) await writeFile(output, before);
  }
}
