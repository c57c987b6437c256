// The loop guard over 40 endless loops and 40 kinds of work that only look like one: how many are caught within six wasted
// calls, and how many are let alone. Aims: reliability facts.
import { expect, it } from "vitest";
import { tally } from "../tally";
import { loops } from "./loops";
import { productive } from "./productive";
import { firstStop, times } from "./steps";

const mostWasted = 6;

it("loops are stopped within six wasted calls", () => {
  const missed = loops.flatMap(({ name, at, work }) => {
    const stop = firstStop(times(30, at));
    if (stop) expect(stop.reason).toMatch(/^\S.*[^.]$/);
    return stop && stop.after - work <= mostWasted ? [] : [`${name}: ${stop ? stop.after - work : "never"}`];
  });
  tally({
    what: "loop shapes stopped within 6 wasted calls",
    tried: loops.length,
    lost: missed.length,
    note: `${loops.length - missed.length} of ${loops.length} (aim 39)`,
  });
  expect(loops.length).toBe(40);
  expect(missed).toEqual([]);
});

it("work that gets on is let alone, but for what cannot be told from guessing", () => {
  const stopped = productive.filter(({ steps }) => firstStop(steps)).map(({ name }) => name);
  const taken = productive.filter((one) => one.taken).map(({ name }) => name);
  const lost = stopped.filter((name) => !taken.includes(name));
  tally({
    what: "productive repetitions let alone",
    tried: productive.length,
    lost: lost.length,
    note: `${productive.length - stopped.length} of ${productive.length} (aim 38); stopped: ${stopped.join(", ")}`,
  });
  expect(productive.length).toBe(40);
  expect(stopped).toEqual(taken);
  expect(taken.length).toBeLessThanOrEqual(2);
});
