// An agent's tree in two parts: name, branch and leases first, its files while the model thinks about the first request, which
// needs none of them. Nothing touches the tree before it has them; a tree that cannot get them is gone, and its agent fails.
import { availableParallelism } from "node:os";
import { type Failure, FailureError, failure, type Result } from "../../../protocol/failure";
import type { AgentTree } from "../../../protocol/session";
import type { TaskView } from "../../../protocol/task";
import type { AddedTree } from "../../fleet/worktrees/addTree";
import type { Begun } from "../../fleet/worktrees/worktrees";
import { Slots } from "../../process/slots";
import type { Runtime } from "../runtime";
import { agentAt } from "./agentProcesses";
import { worktreesOf } from "./fleet";

/** What a driver has of trees it began; gone with it, for the facts say what is still to be done. */
interface Making {
  begun: Map<string, Begun>;
  /** Those that are getting their files, by path. */
  filling: Map<string, Promise<unknown>>;
  /** Git writes a large tree with all processors; small ones take most of their time to begin. */
  slots: Slots;
}

const makings = new WeakMap<Runtime["log"], Making>();

function makingOf(log: Runtime["log"]): Making {
  const known = makings.get(log);
  if (known) return known;
  const made = {
    begun: new Map(),
    filling: new Map(),
    slots: new Slots(Math.max(2, availableParallelism())),
  };
  makings.set(log, made);
  return made;
}

/** Whether all there is to know of a tree from this commit is known before it has its files. */
export function mayFillLater({ log }: Runtime, commit: string): boolean {
  const { session, settings } = log.view();
  const { setup = null, executor } = settings.session ?? {};
  // What is prepared by a command, or sent to another machine, has to be there first.
  return session?.bare === true && session.base === commit && setup === null && !executor;
}

/** Keeps the rest of the work for `fillAgent`. */
export function fillLater({ log }: Runtime, begun: Begun): void {
  makingOf(log).begun.set(begun.added.path, begun);
}

/** Gives an agent's tree its files, and tells how that went. What a dead driver began is made anew under the same name. */
export async function fillAgent(runtime: Runtime, name: string): Promise<void> {
  const { log } = runtime;
  const agent = () => log.view().session?.agents[name];
  const tree = agent()?.tree;
  if (!agent()?.filling || !tree) return;
  const { filling } = makingOf(log);
  const work = filledTree(runtime, name, tree);
  filling.set(tree.path, work);
  const filled = await work.finally(() => filling.delete(tree.path));
  const now = agent();
  if (filled === null || !now?.filling || now.tree?.path !== tree.path) return;
  if (!filled.ok) return log.append({ type: "agent.filled", agent: name, failure: filled.failure });
  const { environment, notes } = filled.value;
  const whole: AgentTree = { ...tree, environment, notes: [...tree.notes, ...notes] };
  const isSame = JSON.stringify(whole) === JSON.stringify(tree);
  // The first effect in the tree makes it durable; lost before that, the tree that stands is found again.
  log.appendUnsynced({ type: "agent.filled", agent: name, ...(isSame ? {} : { tree: whole }) });
}

/** An agent that is begun anew does not wait for its first tree: it is taken away before it has files, or once it has them. */
export async function endFilling({ log, firstRequests }: Runtime, path: string): Promise<void> {
  const { begun, filling } = makingOf(log);
  const open = begun.get(path);
  begun.delete(path);
  // What of it cannot be taken away is told when the tree is removed.
  if (open) await open.giveUp();
  const work = filling.get(path);
  if (!work) return;
  firstRequests.open();
  await work.catch(() => undefined);
}

/** Null where the run was stopped before it began. */
async function filledTree(
  runtime: Runtime,
  agent: string,
  tree: AgentTree,
): Promise<Result<AddedTree> | null> {
  const { begun, slots } = makingOf(runtime.log);
  const { workers } = runtime.fleet;
  const open = begun.get(tree.path);
  begun.delete(tree.path);
  if (!open) {
    const { name, branch, base } = tree;
    const added = await worktreesOf(runtime, agent).add({
      name,
      branch,
      base,
      leases: { before: tree.environment },
    });
    if (added.ok) workers?.open(agent, tree.path, added.value.environment);
    return added;
  }
  await runtime.firstRequests.whenOut(runtime.signal);
  if (!(await slots.take(runtime.signal))) {
    await open.giveUp();
    return null;
  }
  // It comes up meanwhile.
  workers?.open(agent, tree.path, tree.environment);
  return open.fill().finally(() => slots.give());
}

/**
 * Waits until the tree a task works in has its files.
 * @returns why it never will, or null.
 * @throws FailureError when the run or the task is stopped meanwhile.
 */
export async function treeReady(
  { log, firstRequests }: Pick<Runtime, "log" | "firstRequests">,
  { root }: TaskView,
  signal: AbortSignal,
): Promise<Failure | null> {
  const agent = () => agentAt(log.view(), root);
  if (agent()?.filling) {
    // Who waits for it does not wait for others' requests.
    firstRequests.open();
    await new Promise<void>((resolve, reject) => {
      const forget = log.subscribe(() => {
        if (agent()?.filling) return;
        forget();
        resolve();
      });
      const stop = () => {
        forget();
        reject(new FailureError(failure("aborted", "The task was stopped.")));
      };
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
  }
  return agent()?.unfilled ?? null;
}
