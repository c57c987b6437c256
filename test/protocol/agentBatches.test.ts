// Batches of agents, as the engine starts them and hosts list them.
import { expect, test } from "vitest";
import { agentBatches } from "../../src/protocol/agentBatches";

/** `c<a,b`: c waits for a and b. */
function steps(...words: string[]) {
  return words.map((word) => {
    const [id = "", after] = word.split("<");
    return { id, after: after ? after.split(",") : [], kind: "change" as const };
  });
}

test.each<[string, string[], number | null, string]>([
  ["no batches", ["a", "b<a", "c"], null, "a c b"],
  ["in the order of the plan", ["a", "b", "c"], 2, "a b | c"],
  [
    "what waits comes after what it waits for, whatever the plan's order",
    ["t<d", "d", "a", "f"],
    2,
    "d a | t f",
  ],
  ["in a batch, the longest chain first", ["a", "b", "c<b", "d<c"], 4, "b a c d"],
  ["a name that is no step, and a circle", ["a<x", "b<c", "c<b"], 1, "a | c | b"],
  ["more places than agents", ["a"], 9, "a"],
  ["nobody", [], 3, ""],
])("%s", (_, plan, size, batches) => {
  const made = agentBatches(steps(...plan), size);
  expect(made.map((batch) => batch.map(({ id }) => id).join(" ")).join(" | ")).toBe(batches);
});

test("what is expected to take longer counts for more than what is one more", () => {
  const [a, b, c, d, e] = steps("a", "b", "c<b", "d", "e");
  const all = [a, b, c, { ...d, effort: "large" as const }, { ...e, effort: "small" as const }];
  const order = (one: typeof all, parallel: number) => agentBatches(one as never, null, parallel).flat();
  const names = (one: typeof all) => order(one, 9).map(({ id }) => id);
  expect(names(all)).toEqual(["b", "d", "a", "e", "c"]);
  expect(names([a, b, c, d, e] as typeof all)).toEqual(["b", "a", "d", "e", "c"]);
});

test("one place: what a chain hangs on goes before what stands alone", () => {
  const [batch = []] = agentBatches(steps("a", "b", "c<b", "d<c"), null, 1);
  expect(batch.map(({ id }) => id).join(" ")).toBe("b c a d");
});

test("a hundred agents that all wait for all of the layer before are ordered at once", () => {
  const layer = (depth: number) => Array.from({ length: 10 }, (_, at) => `${depth}-${at}`);
  const words = Array.from({ length: 10 }, (_, depth) =>
    layer(depth).map((id) => (depth === 0 ? id : `${id}<${layer(depth - 1).join(",")}`)),
  ).flat();
  const batches = agentBatches(steps(...words.reverse()), 10);
  expect(batches.map(([first]) => first?.id.split("-")[0])).toEqual([..."0123456789"]);
});
