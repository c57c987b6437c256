// What is done with a session that nobody drives: its worktrees taken away, its merge taken back. Each takes the run's
// lock first, so that no driver begins meanwhile, and writes down what it did. No work goes without a ref that keeps it.
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Origin } from "../../protocol/approval";
import type { Fact } from "../../protocol/event";
import { failure, type Result, toFailure } from "../../protocol/failure";
import { ownNamed } from "../../protocol/ownNamed";
import type { RunView } from "../../protocol/run";
import { kiloHome } from "../config/kiloHome";
import { type Undone, undoSession } from "../fleet/merge/undoSession";
import { sweepWaiting } from "../fleet/worktrees/sweepWaiting";
import { createWorktrees, type Tree } from "../fleet/worktrees/worktrees";
import { commitFiles } from "../git/commands/storeTree";
import { createGit } from "../git/git";
import { removeWorktree } from "../git/removeWorktree";
import type { StoreFolder } from "../log/store";
import { sweepScratch } from "../schedule/ownScratch";
import { createNodePorts } from "./nodePorts";
import type { HostPlace } from "./openEngineAt";
import { runsPathOf } from "./runsPath";

export interface CleanedTree {
  name: string;
  /** Null for a tree the session was merged in. */
  agent: string | null;
  path: string;
  branch: string;
  /** Refs that keep its work. */
  archived: string[];
  /** Why it stays; null where it is gone. */
  kept: string | null;
  notes: string[];
}

export interface CleanWishes {
  /** Names of agents whose trees stay. */
  keep: readonly string[];
  /** Told of each tree as soon as it is gone or kept: many take a while. */
  onTree?(tree: CleanedTree): void;
}

const ports = createNodePorts(
  async () => undefined,
  () => {},
);

/**
 * Takes the worktrees of a session away; unmerged and uncommitted work is kept under refs/kilo/archive/ first.
 * @returns each of its trees; `log-locked` while somebody drives the session.
 */
export function cleanSession(
  place: HostPlace,
  runs: StoreFolder,
  view: RunView,
  { keep, onTree = () => {} }: CleanWishes,
): Promise<Result<CleanedTree[]>> {
  return alone(runs, view.run, async (write) => {
    const git = createGit(view.folder, { environment: place.variables });
    const base = view.settings.session?.worktreeBase ?? null;
    const worktrees = createWorktrees({
      git,
      repository: view.folder,
      ports,
      owner: view.run,
      leases: { folder: join(kiloHome(place.variables), "leases"), temporaryFolder: tmpdir() },
      ...(base === null ? {} : { base }),
    });
    const listed = await worktrees.list();
    if (!listed.ok) return listed;
    const cleaned: CleanedTree[] = [];
    const take = (tree: CleanedTree) => {
      cleaned.push(tree);
      onTree(tree);
    };
    for (const tree of listed.value) {
      const agent = agentOf(view, tree);
      if (agent === undefined) continue;
      const { name, path, branch } = tree;
      const one = { name, agent, path, branch, archived: [], kept: null, notes: [] };
      if (agent !== null && keep.includes(agent)) {
        take({ ...one, kept: "it was not done, and --keep-failed was given" });
        continue;
      }
      // The branch of a pull request is still needed, also of one a person opens by hand.
      const keepBranch = agent === null && wantedPullRequest(view);
      const removed = await worktrees.remove(name, { keepBranch });
      if (!removed.ok) take({ ...one, kept: removed.failure.message });
      else take({ ...one, archived: removed.value.archived, notes: removed.value.notes });
      if (removed.ok && agent !== null)
        write({ type: "agent.removed", agent, archived: removed.value.archived });
    }
    sweepWaiting(tmpdir(), commitFiles);
    sweepScratch(scratchOf(place, view.run));
    const merged = await cleanMerge(git, view, cleaned);
    if (merged !== null) take(merged);
    return { ok: true, value: cleaned };
  });
}

function scratchOf(place: HostPlace, name: string): string {
  return join(kiloHome(place.variables), "scratch", runsPathOf(place).name, name);
}

function wantedPullRequest({ session }: RunView): boolean {
  return session !== null && (session.pullRequest !== null || session.noPullRequest !== null);
}

/** Whose a tree is: an agent's name, null for one that all is merged in, undefined for another session's. */
function agentOf({ run, session }: RunView, { owner }: Tree): string | null | undefined {
  if (!owner.startsWith(`${run}/`)) return undefined;
  const name = owner.slice(run.length + 1);
  return ownNamed(session?.agents ?? {}, name) ? name : null;
}

/** A tree the session was merged in that no record names; its branch stays and holds all that was merged. */
async function cleanMerge(
  git: ReturnType<typeof createGit>,
  view: RunView,
  cleaned: readonly CleanedTree[],
): Promise<CleanedTree | null> {
  const place = view.session?.merge ?? view.worktree;
  if (!place) return null;
  const path = "folder" in place ? place.folder : place.path;
  if (cleaned.some((tree) => tree.path === path)) return null;
  const save = { message: `What was left of session ${view.run}\n\nKilo-Run: ${view.run}\n` };
  const removed = await removeWorktree(git, { path, save });
  const one = { name: "merge", agent: null, path, branch: place.branch, archived: [] };
  if (!removed.ok) return { ...one, kept: removed.failure.message, notes: [] };
  if (removed.value.missing) return null;
  return { ...one, kept: null, notes: [`Its branch ${place.branch} stays and has all that was merged.`] };
}

/** Takes back what a session brought into the user's tree; only what it wrote and nobody changed since. */
export function undoWholeSession(
  place: HostPlace,
  runs: StoreFolder,
  view: RunView,
  origin: Origin,
): Promise<Result<Undone>> {
  return alone(runs, view.run, async (write) => {
    const undone = await undoSession({
      git: createGit(view.folder, { environment: place.variables }),
      session: view.run,
      scratchFolder: scratchOf(place, `${view.run}-undo`),
      now: Date.now,
    });
    if (!undone.ok) return undone;
    const { merges, restored, kept, blocked, conflicts } = undone.value;
    if (merges > 0 && blocked.length === 0 && conflicts.length === 0)
      write({ type: "session.undone", restored, kept, origin });
    return undone;
  });
}

/** Holds the run's lock while something is done with it that no driver may do at the same time. */
export async function alone<T>(
  runs: StoreFolder,
  run: string,
  work: (write: (fact: Fact) => void) => Promise<Result<T>>,
): Promise<Result<T>> {
  const store = await runs.find(run);
  if (!store) return { ok: false, failure: failure("not-found", `There is no session ${run} here.`) };
  const opened = await store.open(Date.now());
  if (!opened.ok) return opened;
  try {
    const done = await work((fact) => void store.append([fact], Date.now()));
    await store.durable();
    return done;
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown, "git-failed") };
  } finally {
    await store.close();
  }
}
