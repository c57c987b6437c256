// An agent's own tree: on its own branch, from the base and the accepted results of those it depends on. An agent that is
// begun once more keeps its tree; where its work conflicts, the other side is brought into it, conflict marks and all.
import { existsSync, mkdirSync } from "node:fs";
import { FailureError, failure } from "../../../protocol/failure";
import type { StepView } from "../../../protocol/run";
import type { AgentTree, AgentView, TreeNaming } from "../../../protocol/session";
import { tipOf } from "../../fleet/merge/commits";
import { describeConflict } from "../../fleet/merge/conflict";
import { type MemberResult, startPoint } from "../../fleet/merge/mergeInto";
import { snapshotRef } from "../../fleet/merge/snapshotWork";
import type { Begun } from "../../fleet/worktrees/worktrees";
import { listReferences } from "../../git/commands/references";
import { demand } from "../../git/outcome";
import type { ShellResult } from "../../process/shell";
import type { Runtime } from "../runtime";
import { bringTogether } from "./bringTogether";
import { preparedWork } from "./commitWork";
import { endFilling, fillLater, mayFillLater } from "./fillAgent";
import { agentOfStep, demandSession, ownerOf, placesOf, worktreesOf } from "./fleet";
import { startConflictText } from "./startConflict";

/** @throws FailureError where there can be no tree: what it depends on does not go together, say. */
export async function placeAgent(runtime: Runtime, step: StepView): Promise<void> {
  const agent = agentOfStep(runtime.log.view(), step.id);
  if (!agent) return;
  if (agent.old) await takeAway(runtime, agent, agent.old);
  const before = agent.tree ? null : await earlierWork(runtime, agent);
  const tree = agent.tree ?? (await makeTree(runtime, step, agent, before));
  if ((agent.tree || before !== null) && agent.reason === "conflict")
    await bringTogether(runtime, agent, tree);
  // Its process comes with its files.
  if (!agentOfStep(runtime.log.view(), step.id)?.filling) openWorker(runtime, agent.name, tree);
}

/** Its process is up before its first tool call needs it; that it cannot be started is told then. */
export function openWorker(runtime: Runtime, agent: string, tree: AgentTree): void {
  keepTemporary(tree);
  runtime.fleet.workers?.open(agent, tree.path, tree.environment);
}

/** A machine that starts anew takes temporary folders away, and so do brooms; the agent's commands are told of this one. */
function keepTemporary({ environment: { TMPDIR } }: AgentTree): void {
  try {
    if (TMPDIR && !existsSync(TMPDIR)) mkdirSync(TMPDIR, { mode: 0o700 });
  } catch {
    // The commands that need it say so.
  }
}

/** What an agent had done that goes on with it although its tree was taken away; null where it begins from the base. */
async function earlierWork({ log, git }: Runtime, agent: AgentView): Promise<string | null> {
  if (agent.round === 1 || agent.reason === "recreate") return null;
  const { folder, run } = log.view();
  const commit = await tipOf(git(folder), snapshotRef(run, agent.name));
  return commit !== null && agent.former?.includes(commit) ? null : commit;
}

/** @param before its earlier work, which the tree begins with. */
async function makeTree(
  runtime: Runtime,
  step: StepView,
  agent: AgentView,
  before: string | null,
): Promise<AgentTree> {
  const { log } = runtime;
  const view = log.view();
  const trees = worktreesOf(runtime, agent.name, await placesOf(runtime));
  const known = demand(await trees.list(ownerOf(view.run, agent.name))).find(
    (tree) => tree.state === "ready" && !tree.missing,
  );
  // What it did is counted from where it began at first.
  const start = known && before === null ? known.base : await startOf(runtime, step);
  const request = { ...namingOf(runtime, step), base: before ?? start, leases: {} };
  if (!known && before === null && mayFillLater(runtime, start))
    return claimTree(runtime, agent, demand(await trees.beginNext(request)));
  const added = demand(
    known
      ? await trees.add({ name: known.name, branch: known.branch, base: known.base, leases: {} })
      : await trees.addNext(request),
  );
  const { name, path, branch, environment } = added;
  const notes = [...added.notes, ...(await setUp(runtime, path, environment))];
  const prepared = hasSetUp(runtime) ? await preparedWork(runtime, agent.name, path) : undefined;
  const base = before === null ? added.base : start;
  const kept = prepared === undefined ? {} : { prepared };
  const tree: AgentTree = { name, path, branch, base, environment, notes, ...kept };
  log.append({ type: "agent.placed", agent: agent.name, tree });
  return tree;
}

/** Its files come when its first request is on the way. */
function claimTree(runtime: Runtime, agent: AgentView, begun: Begun): AgentTree {
  const { name, path, branch, base, environment } = begun.added;
  const tree: AgentTree = { name, path, branch, base, environment, notes: [] };
  fillLater(runtime, begun);
  // The request that follows makes it durable; lost before that, the tree is taken away at the next start.
  runtime.log.appendUnsynced({ type: "agent.placed", agent: agent.name, tree, filling: true });
  return tree;
}

/** Names of the session file go before those of the role; a role without any gets its own name. */
function namingOf(runtime: Runtime, { role, agent }: StepView): TreeNaming {
  const { agents = null, naming = {} as Record<string, TreeNaming> } =
    runtime.log.view().settings.session ?? {};
  const declared = agents?.find(({ name }) => name === agent)?.naming;
  const own = Object.hasOwn(naming, role) ? naming[role] : undefined;
  return declared ?? own ?? { worktreePrefix: `feature-${role}`, branchPrefix: `feature/${role}` };
}

async function startOf(runtime: Runtime, step: StepView): Promise<string> {
  const view = runtime.log.view();
  const session = demandSession(view);
  const results = step.after.flatMap((id): MemberResult[] => {
    const agent = agentOfStep(view, id);
    return agent?.result && agent.aside?.kind !== "rejected"
      ? [{ name: agent.name, commit: agent.result.commit }]
      : [];
  });
  const start = demand(await sharedStart(runtime, session.base ?? "HEAD", results));
  if (start.ready) return start.commit;
  const list = start.conflicts.map((one) => describeConflict(one)).join("; ");
  throw new FailureError(failure("not-allowed", startConflictText(start.member, list)));
}

/** Agents of one wave begin from the same results: what these come to together is made once. */
const startsMade = new WeakMap<Runtime["log"], Map<string, ReturnType<typeof startPoint>>>();

function sharedStart({ log, git }: Runtime, base: string, results: readonly MemberResult[]) {
  const { folder, run } = log.view();
  const starts = startsMade.get(log) ?? new Map<string, ReturnType<typeof startPoint>>();
  startsMade.set(log, starts);
  const key = [base, ...results.map(({ name, commit }) => `${name} ${commit}`)].join("\n");
  const made = starts.get(key) ?? startPoint(git(folder), run, base, results);
  starts.set(key, made);
  // What failed may go well the next time.
  void made.then(({ ok }) => (ok ? undefined : starts.delete(key)));
  return made;
}

/** The project's own preparation; a failure is told to the agent and to the person, and stops nothing. */
async function setUp(runtime: Runtime, path: string, leased: AgentTree["environment"]): Promise<string[]> {
  const { run, settings } = runtime.log.view();
  const line = settings.session?.setup;
  if (!line || !hasSetUp(runtime)) return [];
  const { commandWallMs, commandIdleMs } = settings.limits;
  const command = {
    line,
    cwd: path,
    // What it prepares, such as a database, is what the agent's own commands find.
    own: leased,
    // A person approved this very line; it mostly fetches packages.
    network: settings.sandbox?.network !== "off",
    wallMs: commandWallMs,
    idleMs: commandIdleMs,
    signal: runtime.signal,
    runTag: run,
    onOutput: () => {},
  };
  const done = await runtime.gitWatch.around(path, () => runtime.shell.run(command));
  // Cut off with the run, it is run again when that goes on: until then the agent has no tree.
  if (runtime.signal.aborted && done.exitCode !== 0)
    throw new FailureError(failure("aborted", "The run was paused."));
  return done.exitCode === 0 ? [] : [`The setup command \`${line}\` ${setUpFault(done)}`];
}

function hasSetUp({ log }: Runtime): boolean {
  const { session, trusted } = log.view().settings;
  return Boolean(session?.setup) && trusted;
}

function setUpFault({ exitCode, signal, failure: cause, text }: ShellResult): string {
  if (cause) return `failed: ${cause.message}`;
  const last = text.trimEnd().split("\n").at(-1)?.trim().slice(0, 300) ?? "";
  return `ended with ${exitCode ?? signal}${last === "" ? "" : `: ${last}`}.`;
}

async function takeAway(runtime: Runtime, agent: AgentView, old: AgentTree): Promise<void> {
  runtime.fleet.workers?.stop(old.path, "the agent is recreated");
  await endFilling(runtime, old.path);
  const { archived, missing } = demand(await worktreesOf(runtime, agent.name).remove(old.name));
  // It may have been removed by a driver that died before it could tell.
  const kept = missing ? await archivesOf(runtime, old.name) : archived;
  runtime.log.append({ type: "agent.removed", agent: agent.name, archived: kept });
}

/** Refs that keep the work of a tree that is gone. */
async function archivesOf(runtime: Runtime, name: string): Promise<string[]> {
  const git = runtime.git(runtime.log.view().folder);
  return demand(await git.ask(listReferences(`refs/kilo/archive/${name}/`))).map((each) => each.name);
}
