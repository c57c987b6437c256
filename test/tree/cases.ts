// Which deaths of a family are played. A late person makes everything wait at once, so that each append stands for another
// combination of states; an eager one lets everything go on side by side.
import type { Kill, Moment } from "../crash/crashingRuns";
import type { Case } from "../crash/theatre";

const moments: Moment[] = ["before", "torn", "after"];

function caseOf(kills: Kill[], more: Partial<Case>): Case {
  const who = more.late === undefined ? "eager" : `late ${more.late}`;
  const name = `${who}: ${kills.map(({ append, moment }) => `${moment} ${append}`).join(", ")}`;
  return { name, kills, inCommand: null, person: "looks", syncing: "at-once", ...more };
}

const places = (appends: number) => Array.from({ length: appends }, (_, index) => index + 1);

/** With `all` every append and moment, in two orders of answers; else every sixteenth append, its moment in turn. */
export function lateDeaths(appends: number, all: boolean): Case[] {
  if (all) {
    return places(appends).flatMap((append) =>
      moments.flatMap((moment) => [1, 2].map((late) => caseOf([{ append, moment }], { late }))),
    );
  }
  const some = places(appends).filter((append) => append % 16 === 4);
  return some.map((append, index) =>
    caseOf([{ append, moment: moments[index % 3] ?? "after" }], { late: 1 + (index % 4) }),
  );
}

/** The last of the counted appends may not come where answers come earlier. */
export function eagerDeaths(appends: number, all: boolean): Case[] {
  const safe = places(appends - 12);
  if (all)
    return safe.flatMap((append) =>
      moments.map((moment) => caseOf([{ append, moment }], { syncing: "at-once" })),
    );
  const some = safe.filter((append) => append % 36 === 10);
  return some.map((append, index) => caseOf([{ append, moment: moments[(index + 1) % 3] ?? "after" }], {}));
}

/** The power goes: what was not synced is lost with the host. */
export function darkDeaths(appends: number, all: boolean): Case[] {
  const some = places(appends - 12).filter((append) => all || append % 40 === 15);
  return some.map((append, index) =>
    caseOf([{ append, moment: "dark" }], index % 2 === 0 ? { late: 1 } : { syncing: "beside" }),
  );
}

/** The host dies while a subtask's command runs, before its effect is made and after. */
export const commandDeaths: Case[] = [
  caseOf([], { late: 1, inCommand: "after", name: "late: in the command, after its effect" }),
  caseOf([], { inCommand: "after", name: "eager: in the command, after its effect" }),
  caseOf([], { late: 1, inCommand: "before", person: "leaves", name: "in the command, before its effect" }),
];

export function againDeaths(appends: number, all: boolean): Case[] {
  const first = places(appends - 40).filter((append) => append % (all ? 5 : 60) === (all ? 1 : 30));
  return first.map((append, index) =>
    caseOf(
      [
        { append, moment: moments[index % 3] ?? "after" },
        { append: 2 + (index % 6), moment: moments[(index + 1) % 3] ?? "after" },
        { append: 3 + (index % 9), moment: moments[(index + 2) % 3] ?? "after" },
      ],
      index % 2 === 0 ? { late: 1 } : {},
    ),
  );
}
