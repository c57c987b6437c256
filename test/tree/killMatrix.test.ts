// Kills the host of a run with eight open subtasks at its appends, resumes it, and looks whether every parent got every
// result once. A few deaths of each kind; KILO_CRASH_FULL=1 plays all of them.
import { expect, it } from "vitest";
import { deathMatrix } from "../crash/matrix";
import { type Case, createTheatre } from "../crash/theatre";
import { againDeaths, commandDeaths, darkDeaths, eagerDeaths, lateDeaths } from "./cases";
import { examineFamily } from "./examine";

const full = process.env.KILO_CRASH_FULL === "1";
const longestMs = full ? 7_200_000 : 600_000;
const matrix = deathMatrix({
  title: "deaths of a family",
  columns: ["tried", "killed", "lost", "doubled", "stuck", "wrong"],
  create: (folder) =>
    createTheatre(folder, "tree", { late: 1 }, (outcome, { events, view }) =>
      examineFamily(outcome, events, view),
    ),
});

const acts: [string, (appends: number) => Case[]][] = [
  ["all wait, one thing at a time", (appends) => lateDeaths(appends, full)],
  ["answered at once", (appends) => eagerDeaths(appends, full)],
  ["in the command", () => commandDeaths],
  ["the power goes", (appends) => darkDeaths(appends, full)],
  ["three deaths in a row", (appends) => againDeaths(appends, full)],
];

it.each(acts)(
  "%s",
  async (title, casesOf) => {
    const cases = casesOf(matrix.theatre().reference.appends.length);
    const outcomes = await matrix.playAll(title, cases);
    // Answered at once, a run may have a few appends less than the one that was counted.
    expect(outcomes.filter(({ killed }) => killed > 0).length).toBeGreaterThan(outcomes.length * 0.9);
  },
  longestMs,
);

it("plays a family of fourteen tasks", () => {
  const made = matrix
    .theatre()
    .reference.appends.flat()
    .filter((type) => type === "task.created");
  expect(made.length).toBe(14);
});
