// Faults of a graph are named with their path, the critical path goes first, and random graphs come close to the
// shortest time there can be. Prints the figures.
import { describe, expect, it } from "vitest";
import {
  chooseNext,
  criticalPath,
  type GraphNode,
  rankNodes,
  simulate,
} from "../../../../src/core/fleet/graph/criticalPath";
import { findFaults } from "../../../../src/protocol/graphFaults";
import { scheduleBench } from "./scheduleBench";

const node = (name: string, cost: number, ...after: string[]): GraphNode => ({ name, cost, after });

describe("faults", () => {
  it.each<[string, GraphNode[], string[]]>([
    ["none", [node("a", 1), node("b", 1, "a")], []],
    [
      "a circle",
      [node("x", 1), node("a", 1, "x", "c"), node("b", 1, "a"), node("c", 1, "b")],
      ["These tasks wait for each other: a waits for c waits for b waits for a."],
    ],
    ["itself", [node("a", 1, "a")], ["a depends on itself."]],
    [
      "unknown names",
      [node("testing", 1, "databse", "api"), node("api", 1)],
      ["testing depends on databse, and there is no task of that name."],
    ],
    ["twice", [node("a", 1), node("a", 1)], ["There are two tasks named a."]],
  ])("%s", (_, nodes, messages) => {
    expect(findFaults(nodes).map(({ message }) => message)).toEqual(messages);
    if (messages.length > 0) expect(() => rankNodes(nodes)).toThrow(messages[0]);
  });

  it("of a chain of 50,000 are found without running out of stack", () => {
    const chain = Array.from({ length: 50_000 }, (_, index) =>
      node(`${index}`, 1, ...(index > 0 ? [`${index - 1}`] : [])),
    );
    expect(findFaults(chain)).toEqual([]);
    expect(criticalPath(chain).cost).toBe(50_000);
    expect(findFaults([node("0", 1, "49999"), ...chain.slice(1)])[0]?.path).toHaveLength(50_001);
  });
});

it("starts what the longest chain hangs on", () => {
  const nodes = [
    node("docs", 5),
    node("database", 2),
    node("api", 3, "database"),
    node("frontend", 4, "api"),
  ];
  expect(criticalPath(nodes)).toEqual({ names: ["database", "api", "frontend"], cost: 9 });
  const ranks = rankNodes(nodes);
  const state = { nodes, ranks, done: new Set<string>(), taken: new Set<string>() };
  expect(chooseNext({ ...state, free: 1 })).toEqual(["database"]);
  expect(chooseNext({ ...state, free: 3 })).toEqual(["database", "docs"]);
  expect(chooseNext({ ...state, taken: new Set(["database"]), free: 3 })).toEqual(["docs"]);
  expect(simulate(nodes, 1).makespan).toBe(14);
  expect(simulate(nodes, 2)).toEqual({
    makespan: 9,
    plan: [
      { name: "database", agent: 0, from: 0, to: 2 },
      { name: "docs", agent: 1, from: 0, to: 5 },
      { name: "api", agent: 0, from: 2, to: 5 },
      { name: "frontend", agent: 1, from: 5, to: 9 },
    ],
  });
});

it("comes close to the shortest time there can be with 4, 16 and 100 agents", () => {
  const rows = [4, 16, 100].map((agents) => scheduleBench(agents, 300));
  for (const { agents, mean, p95, worst } of rows) {
    const figures = `mean ${mean.toFixed(3)}, p95 ${p95.toFixed(3)}, worst ${worst.toFixed(3)}`;
    process.stdout.write(
      `  ${agents} agents, 300 graphs of 100 tasks (simulation): makespan over the shortest possible ${figures}\n`,
    );
    expect(mean).toBeLessThanOrEqual(1.05);
    expect(p95).toBeLessThanOrEqual(1.16);
  }
});
