// Kills the driver of a whole session of agents at each kind of fact and beside the log (between the parts of an effect, and
// between an effect and its fact), and agents' processes in their tool calls; each time another process goes on. At the end
// the user's folder is byte for byte that of the session nobody killed, and `cleanup` leaves nothing. KILO_CRASH_FULL=1
// plays each death alone too, at every single fact and step.
import { expect, it } from "vitest";
import { deathMatrix } from "./matrix";
import * as cases from "./sessionCases";
import { examineSession } from "./sessionExamine";
import { type Case, createTheatre, type Reference } from "./theatre";

const full = process.env.KILO_CRASH_FULL === "1";
const longestMs = full ? 14_400_000 : 600_000;
const columns = ["tried", "killed", "lost", "doubled", "stuck", "wrong"] as const;

/** Told when trees happen to meet while somebody looks; the session is the same without it. */
const byChance = ["radar.looked", "notice.given"];

const sessions = {
  conflict: deathMatrix({
    title: "deaths of a session",
    columns,
    create: (folder) => createTheatre(folder, "conflict", { frail: "tell" }, examineSession),
  }),
  poisoned: deathMatrix({
    title: "deaths of a red session",
    columns,
    create: (folder) => createTheatre(folder, "poisoned", { frail: "tell" }, examineSession),
  }),
};

type Act = [title: string, session: keyof typeof sessions, casesOf: (reference: Reference) => Case[]];

/** Worktrees, agents' commits, the merge and the user's files; what only reads or adds objects has nothing to put right. */
const effects =
  /^beside git (worktree|update-ref -m|read-tree --reset -u)|^before git .*apply|^rename work\/(\.kilo-|data)/;

const some: Act[] = [
  ["at facts and in effects", "conflict", () => [cases.chainOfFacts("before"), cases.chainOfSteps(effects)]],
  [
    "at facts and in agents' processes",
    "poisoned",
    () => [cases.chainOfFacts("after"), ...cases.frailChains.slice(0, 2).map(cases.chainOfFrailSteps)],
  ],
];

const chains: Act[] = (["conflict", "poisoned"] as const).flatMap((session): Act[] => [
  ["each kind of fact", session, () => (["before", "torn", "after"] as const).map(cases.chainOfFacts)],
  ["each kind of step", session, () => cases.stepChains.map(cases.chainOfSteps)],
  ["agents' processes", session, () => cases.frailChains.map(cases.chainOfFrailSteps)],
]);

const each: Act[] = (["conflict", "poisoned"] as const).flatMap((session): Act[] => [
  ["one death at each fact", session, cases.atEachFact],
  ["one death at each step", session, cases.atEachStep],
  ["one death of an agent's process", session, cases.atEachFrailStep],
]);

it.each(full ? [...chains, ...each] : some)(
  "%s (%s)",
  async (title, session, casesOf) => {
    const matrix = sessions[session];
    const { reference } = matrix.theatre();
    const outcomes = await matrix.playAll(title, casesOf(reference));
    for (const { case: one, died } of outcomes) {
      if (!one.each || !("moment" in one.each)) continue;
      const kinds = new Set(reference.appends.flat().filter((type) => !byChance.includes(type)));
      expect([...kinds].filter((type) => !died.includes(type))).toEqual([]);
    }
    // A step may come in another order or not at all; most of what is planned must happen.
    expect(outcomes.filter(({ killed }) => killed > 0).length).toBeGreaterThan(outcomes.length * 0.9);
  },
  longestMs,
);
