// Which deaths are played: every append of the run, both sides of every effect, and deaths of the resuming process.
import type { Kill, Moment } from "./crashingRuns";
import type { Case, Reference } from "./theatre";

/** Facts that settle an effect: the disk differs between the append before them and their own. */
const settlements = new Set(["model.settled", "toolCall.settled", "checkpoint.taken", "check.settled"]);

function caseOf(kills: Kill[], more: Partial<Case> = {}): Case {
  const name = kills.map(({ append, moment }) => `${moment} ${append}`).join(", ");
  return { name, kills, inCommand: null, person: "leaves", ...more };
}

/**
 * One death at each append. Where nothing lies between two appends, after one and before the next are one state of the
 * disk; without `all` such a state is played once.
 */
export function singleDeaths({ appends }: Reference, all: boolean): Case[] {
  return appends.flatMap((types, index) => {
    const moments: Moment[] = ["after"];
    if (all || index === 0 || types.some((type) => settlements.has(type))) moments.push("before");
    // Half an append: all of it is gone.
    if (all || (types.length > 1 && index % 3 === 0)) moments.push("torn");
    return moments.map((moment) => caseOf([{ append: index + 1, moment }]));
  });
}

/** Deaths while the command runs or its outcome is unknown, with a person who leaves it and one who looks. */
export function commandDeaths({ appends }: Reference): Case[] {
  const intent = commandIntent(appends);
  const deaths: Case[] = [];
  for (const person of ["leaves", "looks"] as const) {
    deaths.push(caseOf([{ append: intent, moment: "after" }], { person, name: `${person}: before the command` }));
    deaths.push(caseOf([{ append: intent + 1, moment: "before" }], { person, name: `${person}: after the command` }));
    deaths.push(caseOf([], { person, inCommand: "after", name: `${person}: in the command, after its effect` }));
    // The question itself is appended third: it waits, and is found again; then its answer, then the second intent.
    for (const append of [2, 3, 4, 5, 6, 7]) {
      for (const moment of ["before", "after"] as const) {
        const kills: Kill[] = [{ append: intent, moment: "after" }, { append, moment }];
        deaths.push(caseOf(kills, { person, name: `${person}: ${moment} ${append} of the resume` }));
      }
    }
  }
  // The effect comes after the death of who ordered it: nobody can know, so only a person who leaves it is right.
  deaths.push(caseOf([], { inCommand: "before", name: "leaves: in the command, before its effect" }));
  return deaths;
}

/** Three deaths in a row: the run dies, and then two of its resumes. */
export function nestedDeaths({ appends }: Reference, all: boolean): Case[] {
  const first = appends.map((_, index) => index + 1).filter((append) => append % (all ? 3 : 9) === 4);
  return first.map((append, index) => {
    const moments: Moment[] = ["after", "before", "torn"];
    const at = (number: number) => moments[(index + number) % 3] ?? "after";
    return caseOf([
      { append, moment: at(0) },
      { append: 1 + (index % 4), moment: at(1) },
      { append: 2 + (index % 5), moment: at(2) },
    ]);
  });
}

/** The append of the command's intent: the one between the second answer of a person and its settlement. */
function commandIntent(appends: Reference["appends"]): number {
  const answered = appends.flatMap((types, index) => (types.join() === "approval.given" ? [index] : []));
  const second = answered[1] ?? 0;
  return appends.findIndex((types, index) => index > second && types[0] === "toolCall.intended") + 1;
}
