// The loop guard over endless loops and over work that only looks like one: how many are caught within six wasted calls, and
// how many are let alone. Aims: reliability facts, 39 and 38 of 40. The first table was written with the guard
// in view; the guard was mended by the second; the third was written after that.
import { expect, it } from "vitest";
import { tally } from "../tally";
import { loops } from "./loops";
import { otherLoops } from "./otherLoops";
import { otherProductive } from "./otherProductive";
import { productive } from "./productive";
import { firstStop, times } from "./steps";
import { unseenLoops } from "./unseenLoops";
import { unseenProductive } from "./unseenProductive";

const mostWasted = 6;

it.each([
  ["loop shapes stopped within 6 wasted calls", loops, 40],
  ["loop shapes as real tools tell them, stopped within 6 wasted calls", otherLoops, 40],
  ["loop shapes written after the guard, stopped within 6 wasted calls", unseenLoops, 25],
])("%s", (what, table, count) => {
  const missed = table.flatMap(({ name, at, work }) => {
    const stop = firstStop(times(30, at));
    if (stop) expect(stop.reason).toMatch(/^\S.*[^.]$/);
    return stop && stop.after - work <= mostWasted ? [] : [`${name}: ${stop ? stop.after - work : "never"}`];
  });
  const note = `${count - missed.length} of ${count} (aim 39 of 40)`;
  tally({ what, tried: count, lost: missed.length, note });
  expect(table.length).toBe(count);
  expect(missed).toEqual([]);
});

it.each([
  ["productive repetitions let alone", productive, 40],
  ["productive repetitions as real tools tell them, let alone", otherProductive, 40],
  ["productive repetitions written after the guard, let alone", unseenProductive, 25],
])("%s, but for what cannot be told from guessing", (what, table, count) => {
  const stopped = table.filter(({ steps }) => firstStop(steps)).map(({ name }) => name);
  const taken = table.filter((one) => one.taken).map(({ name }) => name);
  const lost = stopped.filter((name) => !taken.includes(name));
  const note = `${count - stopped.length} of ${count} (aim 38 of 40); stopped: ${stopped.join(", ") || "none"}`;
  tally({ what, tried: count, lost: lost.length, note });
  expect(table.length).toBe(count);
  expect(stopped).toEqual(taken);
  expect(taken.length).toBeLessThanOrEqual(2);
});
