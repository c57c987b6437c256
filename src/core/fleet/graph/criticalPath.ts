// Order of work in a graph of tasks: its critical path, which tasks start next when only so many agents may run, and how
// long the whole would take. Pure; times are estimates in any one unit.
import { FailureError, failure } from "../../../protocol/failure";
import { findFaults } from "../../../protocol/graphFaults";

export interface GraphNode {
  name: string;
  /** Names of the nodes it waits for. */
  after: readonly string[];
  /** Estimated time; anything that is not above 0 counts as 1. */
  cost: number;
}

export interface PlannedNode {
  name: string;
  /** Which of the agents runs it, from 0. */
  agent: number;
  from: number;
  to: number;
}

function costOf(node: GraphNode): number {
  return node.cost > 0 && Number.isFinite(node.cost) ? node.cost : 1;
}

function demandSound(nodes: readonly GraphNode[]): void {
  const [fault] = findFaults(nodes);
  if (fault !== undefined) throw new FailureError(failure("invalid-input", fault.message));
}

function dependantsOf(nodes: readonly GraphNode[]): Map<string, string[]> {
  const dependants = new Map<string, string[]>(nodes.map(({ name }) => [name, []]));
  for (const { name, after } of nodes) for (const other of new Set(after)) dependants.get(other)?.push(name);
  return dependants;
}

/** Names so that each stands behind what it waits for; ties in the order given. */
function inOrder(nodes: readonly GraphNode[], dependants: ReadonlyMap<string, string[]>): string[] {
  const open = new Map(nodes.map(({ name, after }) => [name, new Set(after).size]));
  const order = nodes.filter(({ name }) => open.get(name) === 0).map(({ name }) => name);
  for (const name of order) {
    for (const next of dependants.get(name) ?? []) {
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) order.push(next);
    }
  }
  return order;
}

/**
 * For each node the time from its start to the end of the longest chain that hangs on it.
 * Throws FailureError `invalid-input` with the path of a cycle or the unknown name.
 */
export function rankNodes(nodes: readonly GraphNode[]): Map<string, number> {
  demandSound(nodes);
  const dependants = dependantsOf(nodes);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const ranks = new Map<string, number>();
  for (const name of inOrder(nodes, dependants).reverse()) {
    const node = byName.get(name);
    if (node === undefined) continue;
    const behind = (dependants.get(name) ?? []).map((next) => ranks.get(next) ?? 0);
    ranks.set(name, costOf(node) + behind.reduce((most, each) => Math.max(most, each), 0));
  }
  return ranks;
}

/** The longest chain, and its time. Throws like `rankNodes`. */
export function criticalPath(nodes: readonly GraphNode[]): { names: string[]; cost: number } {
  const ranks = rankNodes(nodes);
  const dependants = dependantsOf(nodes);
  const rank = (name: string) => ranks.get(name) ?? 0;
  const longest = (names: readonly string[]) =>
    names.reduce<string | null>(
      (best, name) => (best === null || rank(name) > rank(best) ? name : best),
      null,
    );
  const names: string[] = [];
  const starts = nodes.filter(({ after }) => after.length === 0).map(({ name }) => name);
  for (let name = longest(starts); name !== null; name = longest(dependants.get(name) ?? []))
    names.push(name);
  return { names, cost: rank(names[0] ?? "") };
}

export interface ChoiceInput {
  nodes: readonly GraphNode[];
  /** Of `rankNodes`; made once for a graph. */
  ranks: ReadonlyMap<string, number>;
  done: ReadonlySet<string>;
  /** Running, failed or dropped: not to be started. */
  taken: ReadonlySet<string>;
  /** Agents that are free now. */
  free: number;
}

/** The ready nodes to start now: the ones the longest chains hang on first, then those that free the most others. */
export function chooseNext({ nodes, ranks, done, taken, free }: ChoiceInput): string[] {
  if (free <= 0) return [];
  const dependants = dependantsOf(nodes);
  const ready = nodes.filter(
    ({ name, after }) => !done.has(name) && !taken.has(name) && after.every((other) => done.has(other)),
  );
  const frees = (node: GraphNode) => dependants.get(node.name)?.length ?? 0;
  const order = [...ready].sort(
    (left, right) => (ranks.get(right.name) ?? 0) - (ranks.get(left.name) ?? 0) || frees(right) - frees(left),
  );
  return order.slice(0, free).map(({ name }) => name);
}

/**
 * Plays the graph through with so many agents and the estimates taken for true.
 * Throws like `rankNodes`.
 */
export function simulate(
  nodes: readonly GraphNode[],
  agents: number,
): { makespan: number; plan: PlannedNode[] } {
  const ranks = rankNodes(nodes);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const done = new Set<string>();
  const taken = new Set<string>();
  const idle = Array.from({ length: Math.max(1, Math.floor(agents)) }, (_, index) => index);
  const plan: PlannedNode[] = [];
  let running: PlannedNode[] = [];
  for (let now = 0; done.size < nodes.length; ) {
    for (const name of chooseNext({ nodes, ranks, done, taken, free: idle.length })) {
      const node = byName.get(name);
      const agent = idle.shift();
      if (node === undefined || agent === undefined) continue;
      taken.add(name);
      const planned = { name, agent, from: now, to: now + costOf(node) };
      running.push(planned);
      plan.push(planned);
    }
    now = running.reduce((soonest, { to }) => Math.min(soonest, to), Number.POSITIVE_INFINITY);
    for (const { name, agent } of running.filter(({ to }) => to <= now)) {
      done.add(name);
      idle.push(agent);
    }
    running = running.filter(({ to }) => to > now);
  }
  return { makespan: plan.reduce((last, { to }) => Math.max(last, to), 0), plan };
}

/** No schedule can be shorter than this. */
export function shortestPossible(nodes: readonly GraphNode[], agents: number): number {
  const work = nodes.reduce((sum, node) => sum + costOf(node), 0);
  return Math.max(criticalPath(nodes).cost, work / Math.max(1, Math.floor(agents)));
}
