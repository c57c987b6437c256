// Which deaths are played: every append of the run, both sides of every effect, and deaths of the resuming process.
import type { Kill, Moment } from "./crashingRuns";
import type { Case, Reference } from "./theatre";

/** Facts that settle an effect: the disk differs between the append before them and their own. */
const settlements = new Set(["model.settled", "toolCall.settled", "checkpoint.taken", "check.settled"]);

function caseOf(kills: Kill[], more: Partial<Case> = {}): Case {
  const name = kills.map(({ append, moment }) => `${moment} ${append}`).join(", ");
  return { name, kills, inCommand: null, person: "leaves", syncing: "at-once", ...more };
}

/**
 * One death at each append: before it where it settles an effect, which is then done and not yet told; after it where
 * it does not. With `all` on both sides of each and half way through it.
 */
export function singleDeaths({ appends }: Reference, all: boolean): Case[] {
  return appends.flatMap((types, index) => {
    const settles = types.some((type) => settlements.has(type));
    const half: Moment[] = types.length > 1 && index % 4 === 1 ? ["torn"] : [];
    const first: Moment[] = index === 0 ? ["before"] : [];
    const moments: Moment[] = all
      ? ["before", "torn", "after"]
      : [...first, settles ? "before" : "after", ...half];
    return moments.map((moment) => caseOf([{ append: index + 1, moment }]));
  });
}

/** The power goes after an append, whichever way it is synced; and deaths while another thread syncs. */
export function darkDeaths({ appends }: Reference, all: boolean): Case[] {
  const places = appends.map((_, index) => index + 1);
  const some = (every: number, from: number) =>
    places.filter((append) => all || append % every === from % every);
  const beside = { syncing: "beside" as const };
  return [
    ...some(8, 1).map((append) => caseOf([{ append, moment: "dark" }], beside)),
    ...some(16, 2).map((append) => caseOf([{ append, moment: "after" }], beside)),
    ...some(16, 3).map((append) => caseOf([{ append, moment: "dark" }])),
  ].map((one) => ({ ...one, name: `${one.name}, synced ${one.syncing}` }));
}

/** Deaths around a command whose outcome is unknown then, with a person who leaves it and one who looks. */
export function commandDeaths({ appends }: Reference, all: boolean): Case[] {
  const intent = commandIntent(appends);
  const first: Kill = { append: intent, moment: "after" };
  const deaths = (["leaves", "looks"] as const).flatMap((person) => [
    caseOf([first], { person, name: `${person}: before the command` }),
    caseOf([{ append: intent + 1, moment: "before" }], { person, name: `${person}: after the command` }),
    caseOf([], { person, inCommand: "after", name: `${person}: in the command, after its effect` }),
    ...resumeDeaths(person, all).map((second) =>
      caseOf([first, second], { person, name: `${person}: ${second.moment} ${second.append} of the resume` }),
    ),
  ]);
  // The effect comes after the death of who ordered it: nobody can know, so only a person who leaves it is right.
  deaths.push(caseOf([], { inCommand: "before", name: "leaves: in the command, before its effect" }));
  return deaths;
}

/** A resume appends the take-over, the question, the answer; then the intent of another try, or a settlement. */
function resumeDeaths(person: Case["person"], all: boolean): Kill[] {
  if (all) {
    return [2, 3, 4, 5, 6, 7].flatMap((append) => [
      { append, moment: "before" as const },
      { append, moment: "after" as const },
    ]);
  }
  if (person === "leaves") return [{ append: 2, moment: "after" }];
  return [
    { append: 3, moment: "after" },
    { append: 4, moment: "after" },
    { append: 5, moment: "before" },
  ];
}

/** Three deaths in a row: the run dies, and then two of its resumes. */
export function nestedDeaths({ appends }: Reference, all: boolean): Case[] {
  // Near its end a run has too few appends left for three deaths.
  const early = appends.slice(0, -12).map((_, index) => index + 1);
  const first = early.filter((append) => append % (all ? 3 : 16) === 1);
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
