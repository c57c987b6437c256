// How the graph of agents is placed, where moments stand on the line of time, and how many agents stand how.
import { describe, expect, it } from "vitest";
import { criticalPath, wavesOf } from "../../../src/protocol/agentsPicture";
import { beside, type GraphAgent, layOut } from "../../../webview-ui/src/agents/layering";
import { stateCounts } from "../../../webview-ui/src/agents/sessionWords";
import { spanOf, wavesIn } from "../../../webview-ui/src/agents/spans";
import { clock, timeScale } from "../../../webview-ui/src/agents/timeScale";
import { agent, hundred, picture, startedAt } from "./pictures";

const size = { width: 100, height: 40, gapX: 20, gapY: 10 };

function graph(edges: Record<string, string[]>): GraphAgent[] {
  return Object.entries(edges).map(([name, after]) => ({ name, after }));
}

const diamond = graph({
  database: [],
  api: ["database"],
  frontend: ["database"],
  testing: ["api", "frontend"],
});

describe("waves and the critical path", () => {
  it.each<[string, GraphAgent[], number | null, Record<string, number>]>([
    ["nothing waits", graph({ a: [], b: [] }), null, { a: 1, b: 1 }],
    ["a diamond", diamond, null, { database: 1, api: 2, frontend: 2, testing: 3 }],
    ["batches of one", diamond, 1, { database: 1, api: 2, frontend: 3, testing: 4 }],
    ["an unknown name is nothing to wait for", graph({ a: ["gone"] }), null, { a: 1 }],
    [
      "names every object has",
      graph({ constructor: [], __proto__x: ["constructor"] }),
      null,
      { constructor: 1, __proto__x: 2 },
    ],
    ["a circle, which no plan has, ends", graph({ a: ["b"], b: ["a"] }), null, { a: 1, b: 1 }],
  ])("%s", (_, nodes, batch, waves) => {
    expect(Object.fromEntries(wavesOf(nodes, batch))).toEqual(waves);
  });

  it.each<[string, GraphAgent[], string[]]>([
    ["no edges, no path", graph({ a: [], b: [] }), []],
    ["the longest chain", graph({ a: [], b: ["a"], c: ["b"], d: ["a"] }), ["a", "b", "c"]],
    ["the first of equal ones", diamond, ["database", "api", "testing"]],
  ])("critical path: %s", (_, nodes, path) => {
    expect(criticalPath(nodes)).toEqual(path);
  });
});

it("one agent and several are counted in words that fit", () => {
  const of = (...states: Parameters<typeof agent>[1][]) =>
    stateCounts(picture(states.map((state, index) => agent(`a${index}`, state))));
  expect(of("asking", "conflict", "done")).toBe("1 asks you, 1 done, 1 in conflict");
  expect(of("asking", "asking", "conflict", "conflict")).toBe("2 ask you, 2 in conflict");
});

describe("the graph's boxes", () => {
  const placed = (agents: GraphAgent[]) =>
    new Map(layOut(agents, size).agents.map(({ name, ...place }) => [name, place]));

  it("stand right of what they wait for", () => {
    const at = placed(diamond);
    expect([...at].map(([name, { layer }]) => [name, layer])).toEqual([
      ["database", 0],
      ["api", 1],
      ["frontend", 1],
      ["testing", 2],
    ]);
    expect(at.get("testing")?.x).toBe(240);
  });

  it("never cover one another, with a hundred agents and edges over many columns", () => {
    const { agents } = hundred();
    const long = agents.map(({ name, after }, at) => ({
      name,
      after: at === 99 ? [...after, "module-001"] : after,
    }));
    const layout = layOut(long, size);
    expect(layout.agents).toHaveLength(100);
    for (const one of layout.agents)
      for (const other of layout.agents) {
        if (one === other) continue;
        const apart = Math.abs(one.x - other.x) >= size.width || Math.abs(one.y - other.y) >= size.height;
        expect(apart, `${one.name} and ${other.name}`).toBe(true);
      }
    for (const { x, y } of layout.agents) {
      expect(x + size.width).toBeLessThanOrEqual(layout.width);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y + size.height).toBeLessThanOrEqual(layout.height);
    }
  });

  it("leads a long edge through the columns between, beside their boxes", () => {
    const { edges, agents } = layOut(graph({ a: [], b: ["a"], c: ["b", "a"] }), size);
    const edge = edges.find(({ from, to }) => from === "a" && to === "c");
    const b = agents.find(({ name }) => name === "b");
    expect(edge?.points.map(({ x }) => x)).toEqual([100, 120, 220, 240]);
    const passed = edge?.points[1]?.y ?? 0;
    expect(passed < (b?.y ?? 0) || passed > (b?.y ?? 0) + size.height).toBe(true);
  });

  it("without any edge stand in rows", () => {
    const at = placed(graph(Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, []]))));
    expect([...at.values()].map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [120, 0],
      [240, 0],
      [0, 50],
    ]);
  });

  it.each([
    ["database", "ArrowRight", "api"],
    ["api", "ArrowDown", "frontend"],
    ["frontend", "ArrowUp", "api"],
    ["frontend", "ArrowRight", "testing"],
    ["testing", "ArrowRight", null],
    ["database", "x", null],
  ])("from %s, %s leads to %s", (from, key, to) => {
    expect(beside(layOut(diamond, size), from, key)).toBe(to);
  });
});

describe("the line of time", () => {
  it.each([
    [161_000, 6, ["0:00", "0:30", "1:00", "1:30", "2:00", "2:30"]],
    [161_000, 3, ["0:00", "1:00", "2:00"]],
    [400, 6, ["0:00", "0:01"]],
    [3 * 3_600_000, 6, ["0:00", "0:30:00", "1:00:00", "1:30:00", "2:00:00", "2:30:00", "3:00:00"]],
    [40 * 24 * 3_600_000, 6, ["0:00", "168:00:00", "336:00:00", "504:00:00", "672:00:00", "840:00:00"]],
  ])("%i ms in %i ticks", (span, most, labels) => {
    const words = timeScale(1000, 1000 + span, most).ticks.map(({ label }) => label);
    expect(words.map((label) => label.replace(/^30:00$/, "0:30:00"))).toEqual(labels);
  });

  it("puts what lies outside to the nearer end", () => {
    const scale = timeScale(1000, 11_000);
    expect([scale.percent(0), scale.percent(6000), scale.percent(99_000)]).toEqual([0, 50, 100]);
    expect(clock(3_661_000)).toBe("1:01:01");
  });

  it.each([
    ["waiting", { from: null, to: null, until: 100 }],
    ["working", { from: 12_000, to: 100_000, until: 100 }],
    ["done", { from: 12_000, to: 70_000, until: 100 }],
    ["dropped", { from: null, to: null, until: 0 }],
  ] as const)("of an agent that is %s", (state, wanted) => {
    const span = spanOf(agent("a", state), startedAt, startedAt + 100_000);
    const since = (at: number | null) => (at === null ? null : at - startedAt);
    const until = wanted.until === 100 ? 100_000 : wanted.until;
    expect([since(span.from), since(span.to), since(span.until)]).toEqual([wanted.from, wanted.to, until]);
  });

  it("groups agents by wave", () => {
    expect(wavesIn(hundred().agents).map(({ wave, members }) => [wave, members.length])).toEqual([
      [1, 20],
      [2, 20],
      [3, 20],
      [4, 20],
      [5, 20],
    ]);
  });
});
