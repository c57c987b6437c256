// Which deaths of a session are played: one after the other at each kind of fact and of step, or each alone at each of them.
import type { Moment } from "./crashingRuns";
import type { Case, Reference } from "./theatre";

const base = { kills: [], inCommand: null, person: "leaves", syncing: "at-once" } as const;

function caseOf(name: string, more: Partial<Case>): Case {
  return { ...base, kills: [], name, ...more };
}

/** Kinds of steps beside the log; each of these is died at in a session of its own. */
export const stepChains = [/^before git/, /^beside git/, /^(?!before|beside)/];

/** Moments of a tool call, each call cut off once: who looks at the same file again and again goes in circles. */
export const frailChains = [
  /asked to run/,
  /beside its command|(link|rename)Sync/,
  /before it tells output/,
  /asked to prepare/,
  /before it tells prepared/,
  /before its command|mkdirSync/,
  /after its command|unlinkSync/,
  /after it told prepared/,
  /after it told output/,
];

/** A session whose driver dies at the first append of each kind of fact. */
export function chainOfFacts(moment: Moment): Case {
  return caseOf(`${moment} each kind of fact`, { each: { each: "type", moment } });
}

/** A session whose driver dies at each kind of step that fits. */
export function chainOfSteps(pattern: RegExp): Case {
  return caseOf(`at each of ${pattern}`, { each: { each: pattern.source } });
}

/** A session whose agents' processes die at each kind of step that fits. */
export function chainOfFrailSteps(pattern: RegExp): Case {
  return caseOf(`at each of ${pattern} in agents' processes`, { frail: { each: pattern.source } });
}

/** One death at each append, before it, half way through it, and after it. */
export function atEachFact({ appends }: Reference): Case[] {
  const moments: Moment[] = ["before", "torn", "after"];
  return appends.flatMap((types, index) =>
    moments.map((moment) =>
      caseOf(`${moment} ${index + 1} ${types.join()}`, { kills: [{ append: index + 1, moment }] }),
    ),
  );
}

/** One death at each step beside the log. */
export function atEachStep({ steps }: Reference): Case[] {
  return withNumbers(steps).map(({ name, nth }) => caseOf(`${name} (${nth})`, { steps: [{ name, nth }] }));
}

/** A death of an agent's process at each step of each of its tool calls. */
export function atEachFrailStep({ frailSteps }: Reference): Case[] {
  return withNumbers(frailSteps).map((frail) => caseOf(`${frail.name} (${frail.nth})`, { frail }));
}

/** Names in their order, each with how often it came so far. */
function withNumbers(names: readonly string[]): { name: string; nth: number }[] {
  const counts = new Map<string, number>();
  return names.map((name) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return { name, nth: counts.get(name) ?? 1 };
  });
}
