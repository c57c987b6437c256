// Work that begins together comes to its end in the order it began in, whoever is quicker.
import { expect, it } from "vitest";
import { InOrder } from "../../../src/core/schedule/inOrder";

it("goes on side by side and ends in order, whatever fails", async () => {
  const order = new InOrder();
  const ended: string[] = [];
  let resting = 0;
  const rest = () => {
    resting += 1;
    return () => {
      resting -= 1;
    };
  };
  const gates: Record<string, () => void> = {};
  const begin = (name: string, fails = false) =>
    order
      .run(rest, async () => {
        await new Promise<void>((resolve) => {
          gates[name] = resolve;
        });
        if (fails) throw new Error(name);
        return name;
      })
      .then(
        (value) => ended.push(value),
        () => ended.push(`${name} failed`),
      );
  const all = [begin("a"), begin("b", true), begin("c"), begin("d")];
  expect(Object.keys(gates)).toEqual(["a", "b", "c", "d"]);
  gates.d?.();
  gates.c?.();
  await Promise.resolve();
  expect(ended).toEqual([]);
  gates.a?.();
  gates.b?.();
  await Promise.all(all);
  expect(ended.filter((name) => name !== "b failed")).toEqual(["a", "c", "d"]);
  expect(ended).toContain("b failed");
  expect(resting).toBe(0);
});

it("the first few are on their way before the rest goes on", async () => {
  const order = new InOrder();
  const went: string[] = [];
  const all = ["a", "b", "c", "d", "e"].map(async (name) => {
    await order.run(
      () => () => {},
      async () => name,
    );
    went.push(name);
    // What is asked for beyond this process comes in a later turn of the event loop.
    setImmediate(() => went.push(`${name} is out`));
  });
  await Promise.all(all);
  await new Promise((resolve) => setImmediate(resolve));
  expect(went.slice(0, 5)).toEqual(["a", "b", "c", "a is out", "d"]);
  expect(order.count).toBe(0);
});
