// Kills the engine at every append of a whole run and inside its effects, resumes it, and compares with the run nobody
// killed: the same tree, no effect lost or doubled, money counted, nobody stuck. KILO_CRASH_FULL=1 plays more of each.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { commandDeaths, darkDeaths, nestedDeaths, singleDeaths } from "./cases";
import { playground } from "./playground";
import { type Case, createTheatre, type Outcome, problems, type Reference, type Theatre } from "./theatre";

const full = process.env.KILO_CRASH_FULL === "1";
/** Cases at once; each is a process and its git and node children. */
const stages = 2;
const longestMs = full ? 1_200_000 : 300_000;

let folder: string;
let theatre: Theatre;
const rows: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(playground(), "kilo-theatre-"));
  theatre = await createTheatre(folder);
});

afterAll(async () => {
  await theatre?.close();
  rmSync(folder, { recursive: true, force: true });
  const head = `${"deaths".padEnd(28)}tried  killed  asked  lost  doubled  stuck  wrong`;
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
  const sum = (count: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + count(one), 0);
  const bad = (key: "lost" | "doubled" | "stuck" | "wrong") => sum((one) => (one[key].length > 0 ? 1 : 0));
  const figures = [
    [outcomes.length, 7],
    [sum(({ killed }) => killed), 8],
    [sum(({ asked }) => asked), 7],
    [bad("lost"), 6],
    [bad("doubled"), 9],
    [bad("stuck"), 7],
    [bad("wrong"), 7],
  ] as const;
  return title.padEnd(26) + figures.map(([figure, width]) => String(figure).padStart(width)).join("");
}

const acts: [string, (reference: Reference) => Case[]][] = [
  ["one death", (reference) => singleDeaths(reference, full)],
  ["in and around the command", (reference) => commandDeaths(reference, full)],
  ["the power goes", (reference) => darkDeaths(reference, full)],
  ["three deaths in a row", (reference) => nestedDeaths(reference, full)],
];

it.each(acts)(
  "%s",
  async (title, casesOf) => {
    const cases = casesOf(theatre.reference);
    const outcomes = await playAll(cases);
    rows.push(row(title, outcomes));
    const bad = outcomes.filter((outcome) => problems(outcome).length > 0);
    expect(bad.map((outcome) => `${outcome.case.name}: ${problems(outcome).join("; ")}`)).toEqual([]);
    const planned = cases.reduce((sum, one) => sum + one.kills.length + (one.inCommand ? 1 : 0), 0);
    expect(outcomes.reduce((sum, { killed }) => sum + killed, 0)).toBe(planned);
  },
  longestMs,
);

it("plays a run of forty facts and more", () => {
  expect(theatre.reference.facts).toBeGreaterThan(40);
});
