// A matrix of deaths: cases played a few at a time in one theatre, a row of counts for each kind, printed at the end.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { sample, tally } from "../faults/tally";
import { playground } from "./playground";
import { type Case, type Outcome, problems, type Theatre } from "./theatre";

/** Time to bundle the player and play the unkilled run on a busy machine. */
const longestOpeningMs = 180_000;

const wholeMatrix = process.env.KILO_CRASH_FULL === "1";

/** Cases at once; each is a process and its git and node children. */
const stages = 2;

/** What a row can count of its outcomes. */
const counts = {
  tried: (outcomes: Outcome[]) => outcomes.length,
  killed: (outcomes: Outcome[]) => outcomes.reduce((sum, { killed }) => sum + killed, 0),
  asked: (outcomes: Outcome[]) => outcomes.reduce((sum, { asked }) => sum + asked, 0),
  lost: (outcomes: Outcome[]) => outcomes.filter(({ lost }) => lost.length > 0).length,
  doubled: (outcomes: Outcome[]) => outcomes.filter(({ doubled }) => doubled.length > 0).length,
  stuck: (outcomes: Outcome[]) => outcomes.filter(({ stuck }) => stuck.length > 0).length,
  wrong: (outcomes: Outcome[]) => outcomes.filter(({ wrong }) => wrong.length > 0).length,
};
type Column = keyof typeof counts;

interface MatrixOptions {
  /** Of the first column. */
  title: string;
  columns: readonly Column[];
  create(folder: string): Promise<Theatre>;
}

/** Registers the theatre's beginning and end with the test file that calls it. */
export function deathMatrix({ title, columns, create }: MatrixOptions) {
  let folder = "";
  let theatre: Theatre | undefined;
  const rows: string[] = [];
  const open = (): Theatre => {
    if (!theatre) throw new Error("the theatre is not open yet");
    return theatre;
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(playground(), "kilo-theatre-"));
    theatre = await create(folder);
  }, longestOpeningMs);
  afterAll(async () => {
    await theatre?.close();
    rmSync(folder, { recursive: true, force: true });
    process.stdout.write(
      `\n${[title.padEnd(30) + columns.map((name) => `  ${name}`).join(""), ...rows].join("\n")}\n`,
    );
  });
  return {
    theatre: open,
    /** Plays the cases, keeps their row, and expects that none of them went wrong. */
    async playAll(name: string, cases: Case[]): Promise<Outcome[]> {
      const outcomes = await playCases(open(), wholeMatrix ? cases : share(cases));
      const figures = columns.map((column) => String(counts[column](outcomes)).padStart(column.length + 2));
      rows.push(name.padEnd(30) + figures.join(""));
      const bad = outcomes.filter((outcome) => problems(outcome).length > 0);
      tally({ what: `${title}: ${name}`, tried: outcomes.length, lost: bad.length });
      expect(bad.map((outcome) => `${outcome.case.name}: ${problems(outcome).join("; ")}`)).toEqual([]);
      return outcomes;
    },
  };
}

/** What `npm test` plays: every other case, all of a short row. */
function share(cases: Case[]): Case[] {
  return sample(cases, Math.max(4, Math.ceil(cases.length / 2)));
}

async function playCases(theatre: Theatre, cases: Case[]): Promise<Outcome[]> {
  const waiting = [...cases];
  const outcomes: Outcome[] = [];
  const stage = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) outcomes.push(await theatre.play(next));
  };
  await Promise.all(Array.from({ length: stages }, stage));
  return outcomes;
}
