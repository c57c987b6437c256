// Kills the host of a run with eight open subtasks at its appends, resumes it, and looks whether every parent got every
// result once. A few deaths of each kind; KILO_CRASH_FULL=1 plays all of them.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { playground } from "../crash/playground";
import { type Case, createTheatre, type Outcome, problems, type Theatre } from "../crash/theatre";
import { againDeaths, commandDeaths, darkDeaths, eagerDeaths, lateDeaths } from "./cases";
import { examineFamily } from "./examine";

const full = process.env.KILO_CRASH_FULL === "1";
/** Cases at once; each is a process and its git and node children. */
const stages = 2;
const longestMs = full ? 7_200_000 : 600_000;

let folder: string;
let theatre: Theatre;
const rows: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(playground(), "kilo-family-"));
  theatre = await createTheatre(folder, "tree", { late: 1 }, (outcome, { events, view }) =>
    examineFamily(outcome, events, view),
  );
});

afterAll(async () => {
  await theatre?.close();
  rmSync(folder, { recursive: true, force: true });
  const head = `${"deaths of a family".padEnd(30)}tried  killed  lost  doubled  stuck  wrong`;
  process.stdout.write(`\n${[head, ...rows].join("\n")}\n`);
});

async function playAll(cases: Case[]): Promise<Outcome[]> {
  const waiting = [...cases];
  const outcomes: Outcome[] = [];
  const stage = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) outcomes.push(await theatre.play(next));
  };
  await Promise.all(Array.from({ length: stages }, stage));
  return outcomes;
}

function row(title: string, outcomes: Outcome[]): string {
  const bad = (key: "lost" | "doubled" | "stuck" | "wrong") =>
    outcomes.filter((one) => one[key].length > 0).length;
  const killed = outcomes.reduce((sum, one) => sum + one.killed, 0);
  const figures = [
    [outcomes.length, 7],
    [killed, 8],
    [bad("lost"), 6],
    [bad("doubled"), 9],
    [bad("stuck"), 7],
    [bad("wrong"), 7],
  ] as const;
  return title.padEnd(28) + figures.map(([figure, width]) => String(figure).padStart(width)).join("");
}

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
    const cases = casesOf(theatre.reference.appends.length);
    const outcomes = await playAll(cases);
    rows.push(row(title, outcomes));
    const bad = outcomes.filter((outcome) => problems(outcome).length > 0);
    expect(bad.map((outcome) => `${outcome.case.name}: ${problems(outcome).join("; ")}`)).toEqual([]);
    // Answered at once, a run may have a few appends less than the one that was counted.
    expect(outcomes.filter(({ killed }) => killed > 0).length).toBeGreaterThan(outcomes.length * 0.9);
  },
  longestMs,
);

it("plays a family of fourteen tasks", () => {
  const made = theatre.reference.appends.flat().filter((type) => type === "task.created");
  expect(made.length).toBe(14);
});
