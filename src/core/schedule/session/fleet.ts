// The worktrees of a session, opened for one of its agents: who owns a tree is written with it.
import type { RunView } from "../../../protocol/run";
import type { AgentTree, AgentView, SessionView } from "../../../protocol/session";
import { createWorktrees, type Worktrees } from "../../fleet/worktrees/worktrees";
import { demand } from "../../git/outcome";
import { findRepository, type RepositoryPlaces } from "../../git/repository";
import type { Runtime } from "../runtime";

/** Name under which the tree in which all work comes together is owned. */
export const integration = "integration";

/** Who owns the trees of an agent; found again by it after a crash. */
export function ownerOf(run: string, agent: string): string {
  return `${run}/${agent}`;
}

const places = new WeakMap<Runtime["log"], RepositoryPlaces>();

/** Where the session's repository is, asked of git once; undefined where there is none. */
export async function placesOf({ log, git }: Runtime): Promise<RepositoryPlaces | undefined> {
  const known = places.get(log) ?? demand(await findRepository(git(log.view().folder)));
  if (known) places.set(log, known);
  return known ?? undefined;
}

/**
 * @param agent whose trees are made or taken away.
 * @param known where the repository is.
 */
export function worktreesOf(runtime: Runtime, agent: string, known?: RepositoryPlaces): Worktrees {
  const { run, folder, settings } = runtime.log.view();
  const {
    worktreeBase = null,
    include = [],
    cloneDependencies = false,
    setup = null,
  } = settings.session ?? {};
  return createWorktrees({
    git: runtime.git(folder),
    repository: folder,
    ports: runtime.ports,
    owner: ownerOf(run, agent),
    ...(known ? { places: known } : {}),
    ...(worktreeBase === null ? {} : { base: worktreeBase }),
    ...(runtime.fleet.leases ? { leases: runtime.fleet.leases } : {}),
    include: { patterns: include, worktreeInclude: settings.trusted },
    dependencies: cloneDependencies,
    submodules: setup === null,
  });
}

/** The session of a run that is one. */
export function demandSession(view: RunView): SessionView {
  if (!view.session) throw new Error(`${view.run} is no session`);
  return view.session;
}

/** The agent that carries out a step; null for a step of a run that is no session. */
export function agentOfStep(view: RunView, step: string | null): AgentView | null {
  if (!view.session || step === null) return null;
  return Object.values(view.session.agents).find((agent) => agent.step === step) ?? null;
}

/** The tree of the agent that carries out a step; null where there is none. */
export function treeOfStep(view: RunView, step: string | null): AgentTree | null {
  return agentOfStep(view, step)?.tree ?? null;
}
