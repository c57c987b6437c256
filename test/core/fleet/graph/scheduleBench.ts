// The bench of the schedule: random graphs played through, against the shortest time there can be. A simulation; it
// says so where it prints.
import { type GraphNode, shortestPossible, simulate } from "../../../../src/core/fleet/graph/criticalPath";

const node = (name: string, cost: number, ...after: string[]): GraphNode => ({ name, cost, after });

/** A repeatable stand-in for chance. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * 100 tasks of 1 to 20 units. A third of the graphs is layered like waves of 5 to 24, a third dense (up to three earlier
 * tasks each), a third sparse: many tasks wait for none, so that work and critical path are about as long.
 */
export function randomGraph(seed: number): GraphNode[] {
  const roll = dice(seed);
  const shape = seed % 3;
  const width = 5 + Math.floor(roll() * 20);
  const bound = shape === 2 ? 0.2 + roll() * 0.5 : 1;
  return Array.from({ length: 100 }, (_, index) => {
    const layer = Math.floor(index / width) * width;
    const [low, high] = shape === 0 ? [Math.max(0, layer - width), layer] : [0, index];
    const count = high > low && roll() < bound ? Math.floor(roll() * 4) : 0;
    const after = new Set(Array.from({ length: count }, () => `${low + Math.floor(roll() * (high - low))}`));
    return node(`${index}`, 1 + Math.floor(roll() * 20), ...after);
  });
}

export interface ScheduleFigures {
  agents: number;
  mean: number;
  p95: number;
  worst: number;
}

/** Makespan over the shortest time possible, of so many random graphs. */
export function scheduleBench(agents: number, graphs: number): ScheduleFigures {
  const ratios = Array.from({ length: graphs }, (_, index) => {
    const nodes = randomGraph(index + 1);
    return simulate(nodes, agents).makespan / shortestPossible(nodes, agents);
  }).sort((left, right) => left - right);
  const mean = ratios.reduce((sum, each) => sum + each, 0) / graphs;
  return { agents, mean, p95: ratios[Math.floor(graphs * 0.95)] ?? 0, worst: ratios.at(-1) ?? 0 };
}
