// The driver's end of an agent's files: what a machine lacks goes out as a bundle, what a command changed there comes back
// into the agent's tree. That tree stays the truth: a file that changed meanwhile is kept, and said.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Checkpoints } from "../../git/checkpoints";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import { findRepository } from "../../git/repository";
import { restorePaths } from "../../git/restore";
import { createBlobHashes, effectsBetween } from "../../git/trees";
import { keep, makeBundle, openExchange, plainCommit, takeBundle, treeOf } from "./exchange";

export interface DriverTreePlace {
  /** A local runner in the agent's tree. */
  git: Git;
  checkpoints: Checkpoints;
  /** Private folder for what goes out and comes in; one for all trees of a run. */
  folder: string;
}

/** What a machine is told to have. */
export interface Outgoing {
  /** What the tree began from, as one commit without a history. */
  head: string;
  commit: string;
}

export interface DriverTree {
  /** The files as they are now. The same files again are the same commit. */
  now(): Promise<Outgoing>;
  /** What of it a machine lacks that has the known commits; null for nothing. */
  bundle(outgoing: Outgoing, known: readonly string[]): Promise<Buffer | null>;
  /** Puts a machine's changes into the tree. @returns the paths that were kept, and why. */
  bring(commit: string, bundle: Buffer): Promise<{ path: string; why: string }[]>;
}

export async function openDriverTree({ git, checkpoints, folder }: DriverTreePlace): Promise<DriverTree> {
  const places = demand(await findRepository(git));
  const objects = places ? join(places.commonDir, "objects") : null;
  const head = await treeOf(git, "HEAD");
  const exchange = openExchange(git, { folder, reads: objects, sha256: head.length === 64, workTree: null });
  const hashes = createBlobHashes();
  const ref = `trees/${createHash("sha256").update(git.folder).digest("hex").slice(0, 16)}`;
  let latest: { commit: string; tree: string } | null = null;

  return {
    async now() {
      const start = await plainCommit(exchange, await treeOf(git, "HEAD"), []);
      const { tree } = demand(await checkpoints.take("before a command on another machine"));
      if (latest?.tree !== tree) {
        latest = { tree, commit: await plainCommit(exchange, tree, [latest?.commit ?? start]) };
        await keep(exchange, ref, latest.commit);
      }
      return { head: start, commit: latest.commit };
    },
    async bundle({ head, commit }, known) {
      const wanted = [head, commit].filter((one) => !known.includes(one));
      return wanted.length === 0 ? null : makeBundle(exchange, [head, commit], known);
    },
    async bring(commit, bundle) {
      await takeBundle(exchange, folder, bundle, commit);
      const [before, after] = [await treeOf(exchange, `${commit}^`), await treeOf(exchange, commit)];
      const effects = await effectsBetween(exchange, hashes, before, after);
      const paths = effects.map(({ path, before }) => ({ path, expected: before }));
      const restored = await restorePaths(exchange, git.folder, { targetTree: after, paths }, undefined);
      latest = { commit, tree: after };
      await keep(exchange, ref, commit);
      return restored.kept;
    },
  };
}
