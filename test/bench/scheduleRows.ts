// How close the scheduler of a session comes to the shortest time there can be: random graphs played through with the very
// function that starts agents, which knows no task's length, or only roughly. A simulation, and told as one.
import { type GraphNode, shortestPossible, simulate } from "../../src/core/fleet/graph/criticalPath";
import { readGraph } from "../../src/core/schedule/graph";
import { nextAgents } from "../../src/core/schedule/session/nextAgents";
import { type Effort, efforts } from "../../src/protocol/effort";
import type { RunView, StepView } from "../../src/protocol/run";
import { dice, randomGraph } from "../core/fleet/graph/scheduleBench";
import { testSession } from "../fakes/testSession";
import { viewOf } from "../fakes/viewOf";
import { type BenchRow, told } from "./benchRow";
import { percentile } from "./statistics";

const graphs = 300;
const [mostMean, mostP95] = [1.05, 1.16];

export function scheduleRows(): BenchRow[] {
  return [...[4, 16, 100].flatMap((agents) => [ordered(agents), roughly(agents)]), unordered(16)];
}

/**
 * The same graphs, with what a planner or a session file may say of each step: small, medium or large. A third of the lengths
 * is of each class, and every second step is told a class off, for nobody knows better beforehand.
 */
function roughly(agents: number): BenchRow {
  const { mean, p95, worst } = figures(agents, (nodes) => makespan(nodes, agents, guesses(nodes)));
  const right = figures(agents, (nodes) => makespan(nodes, agents, guesses(nodes, 0)));
  return {
    what: `the same with each task's effort told, half of them wrong by a class, ${agents} agents`,
    figure: `mean ${mean.toFixed(3)}, p95 ${p95.toFixed(3)}, worst ${worst.toFixed(3)} (all told right: ${right.mean.toFixed(3)}, ${right.p95.toFixed(3)})`,
    aim: `mean ≤ ${mostMean}, p95 ≤ ${mostP95}`,
    met: mean <= mostMean && p95 <= mostP95,
    how: "simulation: as above; small up to 6 units, medium up to 13, large above, and every second task, by a dice, told one class more or less",
  };
}

/** @param wrong how many of them are told one class off, from 0 to 1. */
function guesses(nodes: readonly GraphNode[], wrong = 0.5): Effort[] {
  const roll = dice(nodes.reduce((sum, { cost }, index) => sum + cost * (index + 1), 1));
  return nodes.map(({ cost }) => {
    const right = cost <= 6 ? 0 : cost <= 13 ? 1 : 2;
    const [off, way] = [roll() < wrong, roll() < 0.5];
    const told = !off ? right : right === 1 ? (way ? 0 : 2) : 1;
    return efforts[told] ?? "medium";
  });
}

/**
 * What no scheduler can do anything about that knows no length: of tasks that wait for nothing each is as good as any other,
 * so every order that leaves no agent idle has the same chances. Sparse graphs come near it.
 */
function unordered(agents: number): BenchRow {
  const { mean, p95, worst } = figures(agents, makespan, free);
  return told(
    `the same tasks without any order, ${agents} agents`,
    `mean ${mean.toFixed(3)}, p95 ${p95.toFixed(3)}, worst ${worst.toFixed(3)}`,
    "simulation: nobody who knows no length can do better than this, for every order has the same chances",
  );
}

const free = (node: GraphNode): GraphNode => ({ ...node, after: [] });

function ordered(agents: number): BenchRow {
  const { mean, p95, worst } = figures(agents, makespan);
  const known = figures(agents, (nodes) => simulate(nodes, agents).makespan);
  return {
    what: `makespan of 100 tasks, ${agents} agents`,
    figure: `mean ${mean.toFixed(3)}, p95 ${p95.toFixed(3)}, worst ${worst.toFixed(3)} (lengths known: ${known.mean.toFixed(3)}, ${known.p95.toFixed(3)})`,
    aim: `mean ≤ ${mostMean}, p95 ≤ ${mostP95}`,
    met: mean <= mostMean && p95 <= mostP95,
    how: `simulation: ${graphs} random graphs of 100 tasks of 1 to 20 units, layered, dense and sparse, started by the session's own nextAgents, which knows no length; over the larger of critical path and work by agents`,
  };
}

/** Of so many graphs, over the shortest time there can be. */
function figures(
  agents: number,
  play: (nodes: readonly GraphNode[], agents: number) => number,
  made = (node: GraphNode) => node,
) {
  const ratios = Array.from({ length: graphs }, (_, index) => {
    const nodes = randomGraph(index + 1).map(made);
    return play(nodes, agents) / shortestPossible(nodes, agents);
  });
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / graphs;
  return { mean, p95: percentile(ratios, 0.95), worst: Math.max(...ratios) };
}

interface Running {
  step: StepView;
  to: number;
}

function makespan(nodes: readonly GraphNode[], agents: number, told: readonly Effort[] = []): number {
  const view = viewOfGraph(nodes, agents, told);
  const costs = new Map(nodes.map(({ name, cost }) => [name, cost]));
  const steps = new Map(view.steps.map((step) => [step.id, step]));
  let running: Running[] = [];
  let now = 0;
  for (let left = nodes.length; left > 0; ) {
    for (const id of nextAgents(view, readGraph(view))) {
      const step = steps.get(id);
      if (!step) continue;
      step.status = "running";
      running.push({ step, to: now + (costs.get(id) ?? 1) });
    }
    now = Math.min(...running.map(({ to }) => to));
    for (const { step } of running.filter(({ to }) => to === now)) {
      step.status = "done";
      left -= 1;
    }
    running = running.filter(({ to }) => to > now);
  }
  return now;
}

function viewOfGraph(nodes: readonly GraphNode[], agents: number, told: readonly Effort[]): RunView {
  const view = viewOf([], { session: testSession({ maxParallel: agents }) });
  const steps = nodes.map(({ name, after }, index) => ({
    id: name,
    title: name,
    role: "coder",
    kind: "change" as const,
    instructions: name,
    after: [...after],
    files: [],
    criteria: [],
    ...(told[index] === undefined ? {} : { effort: told[index] }),
  }));
  view.plan = { summary: "a graph", steps, risks: [], contractChanges: [] };
  view.steps = steps.map((step) => ({ ...step, status: "waiting" as const }));
  return view;
}
