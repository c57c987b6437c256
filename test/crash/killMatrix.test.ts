// Kills the engine at every append of a whole run and inside its effects, resumes it, and compares with the run nobody
// killed: the same tree, no effect lost or doubled, money counted, nobody stuck. KILO_CRASH_FULL=1 plays more of each.
import { expect, it } from "vitest";
import { commandDeaths, darkDeaths, nestedDeaths, singleDeaths } from "./cases";
import { deathMatrix } from "./matrix";
import { type Case, createTheatre, type Reference } from "./theatre";

const full = process.env.KILO_CRASH_FULL === "1";
const longestMs = full ? 1_200_000 : 300_000;
const matrix = deathMatrix({
  title: "deaths",
  columns: ["tried", "killed", "asked", "lost", "doubled", "stuck", "wrong"],
  create: (folder) => createTheatre(folder),
});

const acts: [string, (reference: Reference) => Case[]][] = [
  ["one death", (reference) => singleDeaths(reference, full)],
  ["in and around the command", (reference) => commandDeaths(reference, full)],
  ["the power goes", (reference) => darkDeaths(reference, full)],
  ["three deaths in a row", (reference) => nestedDeaths(reference, full)],
];

it.each(acts)(
  "%s",
  async (title, casesOf) => {
    const outcomes = await matrix.playAll(title, casesOf(matrix.theatre().reference));
    const planned = outcomes.reduce(
      (sum, { case: { kills, inCommand } }) => sum + kills.length + (inCommand ? 1 : 0),
      0,
    );
    expect(outcomes.reduce((sum, { killed }) => sum + killed, 0)).toBe(planned);
  },
  longestMs,
);

it("plays a run of forty facts and more", () => {
  expect(matrix.theatre().reference.facts).toBeGreaterThan(40);
});
