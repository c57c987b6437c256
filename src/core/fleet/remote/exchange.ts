// A bare repository of ours through which bundles come and go: it reads the objects of others, keeps new ones to itself,
// and has none of their settings, hooks or refs. Nothing foreign is ever written into a user's repository.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FailureError, failure } from "../../../protocol/failure";
import { lineCommand, plainCommand } from "../../git/command";
import type { Git } from "../../git/git";
import { engineIdentity } from "../../git/identity";
import { demand } from "../../git/outcome";

export interface ExchangePlace {
  /** Becomes its git folder. */
  folder: string;
  /** An object folder whose objects it has too; null for none. */
  reads: string | null;
  /** Whether its ids are the long ones. */
  sha256: boolean;
  /** The folder whose `.git` it is; null for a bare one. */
  workTree: string | null;
}

/**
 * Makes a repository of plain files, or takes the one that is there.
 * @param git any local runner.
 * @returns a runner in it.
 */
export function openExchange(git: Git, { folder, reads, sha256, workTree }: ExchangePlace): Git {
  if (!existsSync(join(folder, "HEAD"))) {
    for (const name of ["objects/info", "refs", "info"])
      mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
    const format = sha256 ? "1\n[extensions]\n\tobjectformat = sha256" : "0";
    const settings = `[core]\n\tbare = ${workTree === null}\n\trepositoryformatversion = ${format}\n`;
    writeFileSync(join(folder, "config"), settings);
    // Bytes stay as they are, whatever attributes the project has.
    const raw = "* -text -filter -ident -working-tree-encoding\n";
    writeFileSync(join(folder, "info", "attributes"), raw);
    if (reads !== null) writeFileSync(join(folder, "objects", "info", "alternates"), `${reads}\n`);
    writeFileSync(join(folder, "HEAD"), "ref: refs/heads/work\n");
  }
  if (workTree === null) return git.at(folder, { GIT_DIR: folder });
  return git.at(workTree, { GIT_DIR: folder, GIT_WORK_TREE: workTree });
}

/** A commit that is the same wherever it is made of the same parts. Throws FailureError. */
export async function plainCommit(git: Git, tree: string, parents: readonly string[]): Promise<string> {
  const date = "@0 +0000";
  const env = { ...engineIdentity, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])];
  return demand(await git.ask(lineCommand(args, "Work\n"), { env }));
}

/** Keeps a commit by a ref of ours: what a bundle builds on must be reachable where it is taken in. */
export async function keep(git: Git, name: string, commit: string): Promise<void> {
  demand(await git.ask(plainCommand(["update-ref", `refs/kilo/${name}`, commit])));
}

/**
 * A bundle of commits and what they need, without what the receiver has.
 * @param known commits the receiver keeps by refs; those that are not here are left out.
 */
export async function makeBundle(
  git: Git,
  commits: readonly string[],
  known: readonly string[],
): Promise<Buffer> {
  const mark = `out/${randomBytes(6).toString("hex")}`;
  const refs = commits.map((_, index) => `refs/kilo/${mark}/${index}`);
  const here = await present(git, known);
  try {
    for (const [index, commit] of commits.entries()) await keep(git, `${mark}/${index}`, commit);
    const words = ["bundle", "create", "--quiet", "-", ...refs, ...here.map((commit) => `^${commit}`)];
    return demand(await git.runBytes(words)).stdout;
  } finally {
    for (const ref of refs) await git.ask(plainCommand(["update-ref", "-d", ref]));
  }
}

/** Takes a bundle's objects in; its refs are not looked at. Throws FailureError where `commit` did not come with it. */
export async function takeBundle(git: Git, folder: string, bytes: Buffer, commit: string): Promise<void> {
  const file = join(folder, `in-${randomBytes(6).toString("hex")}.bundle`);
  writeFileSync(file, bytes, { mode: 0o600 });
  try {
    demand(await git.run(["bundle", "unbundle", file]));
  } finally {
    rmSync(file, { force: true });
  }
  if ((await present(git, [commit])).length === 0)
    throw new FailureError(failure("git-failed", "A bundle came without the files it was sent for."));
}

/** The tree of what a name stands for. */
export async function treeOf(git: Git, commit: string): Promise<string> {
  return demand(
    await git.ask(lineCommand(["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`])),
  );
}

/** Those of some commits that are here. */
export async function present(git: Git, commits: readonly string[]): Promise<string[]> {
  if (commits.length === 0) return [];
  const input = commits.map((commit) => `${commit}^{commit}\n`).join("");
  const lines = demand(await git.run(["cat-file", "--batch-check"], { input })).stdout.split("\n");
  return commits.filter((_, index) => / commit \d+$/.test(lines[index] ?? ""));
}
