// The live radar: which agents' work would conflict if it were merged now. Looks only at pairs one of which changed
// since the last look, and merges only pairs whose names can meet. Touches no tree.
import type { Result } from "../../../protocol/failure";
import type { Git } from "../../git/git";
import { demand, outcomeOf } from "../../git/outcome";
import { type ChangedNames, canMeet, namesOf } from "./changedNames";
import { commonAncestor, compareIds, resolveNames } from "./commits";
import type { Conflict } from "./conflict";
import { foreseePair } from "./foresee";

export interface RadarAgent {
  name: string;
  /** Its latest snapshot or result (`snapshotWork`). */
  commit: string;
  /** Commit it started from. */
  base: string;
}

export interface Warning {
  /** In the order of the agents. */
  agents: [string, string];
  conflicts: Conflict[];
}

export interface RadarLook {
  /** All pairs that conflict now, also those found by an earlier look. */
  warnings: Warning[];
  /** Pairs that were not in conflict at the last look. */
  fresh: Warning[];
  /** Of all pairs: how many were merged by this look, and how many needed no merge. */
  merged: number;
  skipped: number;
}

export interface Radar {
  /** Compares the agents' work. Looks run one after another. Failures: `not-allowed` (no such commit), `git-failed`. */
  look(agents: readonly RadarAgent[]): Promise<Result<RadarLook>>;
}

/** An agent as the radar compares it: the tree counts, not the commit. */
interface Seen extends RadarAgent {
  key: string;
  names: ChangedNames;
}

interface Known {
  key: string;
  conflicts: Conflict[];
}

/** Pairs looked at side by side; git's runner has its own limit. */
const atOnce = 8;

function pairKey(left: string, right: string): string {
  return `${left}\0${right}`;
}

/** Newest commits of a base that are looked at: one that is not among them only costs a merge. */
const mostHeld = 2_000;

/** Ids of the newest commits that bases hold; each base is asked for once. */
function createHeld(git: Git): (base: string) => Promise<ReadonlySet<string>> {
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  return (base) => {
    const found = known.get(base) ?? listed(git, base);
    known.set(base, found);
    return found;
  };
}

async function listed(git: Git, base: string): Promise<ReadonlySet<string>> {
  const words = ["rev-list", `--max-count=${mostHeld}`, "--end-of-options", base];
  return new Set(demand(await git.run(words)).stdout.split("\n"));
}

async function compare(
  git: Git,
  held: (base: string) => Promise<ReadonlySet<string>>,
  left: Seen,
  right: Seen,
): Promise<{ conflicts: Conflict[]; merged: boolean }> {
  const none = { conflicts: [], merged: false };
  const oneBase = left.base === right.base;
  if (oneBase && !canMeet(left.names, right.names)) return none;
  // Who began from the other's work holds it already.
  if (!oneBase && ((await held(right.base)).has(left.commit) || (await held(left.base)).has(right.commit)))
    return none;
  const base = demand(await git.ask(commonAncestor(left.commit, right.commit)));
  // That they share no history is told where they are merged; others' conflicts are told now.
  if (base === null) return none;
  const names = oneBase && base === left.base ? { ours: left.names, theirs: right.names } : undefined;
  const pair = { base, ours: left.commit, theirs: right.commit };
  return { conflicts: (await foreseePair(git, pair, names)).conflicts, merged: true };
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lanes = Array.from({ length: Math.min(atOnce, waiting.length) }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  });
  await Promise.all(lanes);
}

/** @param git a local runner in the repository all agents share */
export function createRadar(git: Git): Radar {
  const seen = new Map<string, Seen>();
  const known = new Map<string, Known>();
  const held = createHeld(git);
  let last: Promise<unknown> = Promise.resolve();

  async function see(agent: RadarAgent): Promise<void> {
    const earlier = seen.get(agent.name);
    // A commit named by its id cannot have changed.
    if (earlier?.commit === agent.commit && earlier.base === agent.base) return;
    const [commit = "", base = ""] = await resolveNames(git, "commit", [agent.commit, agent.base]);
    const [tree = ""] = await resolveNames(git, "tree", [commit]);
    const key = `${tree} ${base}`;
    if (earlier?.key === key) return;
    const names = namesOf(await compareIds(git, base, commit));
    seen.set(agent.name, { name: agent.name, commit, base, key, names });
  }

  async function look(agents: readonly RadarAgent[]): Promise<RadarLook> {
    await eachOf(agents, see);
    const all = agents.map(({ name }) => seen.get(name)).filter((each) => each !== undefined);
    const pairs = all.flatMap((left, index) => all.slice(index + 1).map((right) => [left, right] as const));
    const result: RadarLook = { warnings: [], fresh: [], merged: 0, skipped: 0 };
    const before = new Map(known);
    await eachOf(pairs, async ([left, right]) => {
      const place = pairKey(left.name, right.name);
      const key = `${left.key} ${right.key}`;
      if (known.get(place)?.key === key) {
        result.skipped += 1;
        return;
      }
      const { conflicts, merged } = await compare(git, held, left, right);
      known.set(place, { key, conflicts });
      result[merged ? "merged" : "skipped"] += 1;
    });
    for (const [left, right] of pairs) {
      const place = pairKey(left.name, right.name);
      const conflicts = known.get(place)?.conflicts ?? [];
      if (conflicts.length === 0) continue;
      const warning: Warning = { agents: [left.name, right.name], conflicts };
      result.warnings.push(warning);
      if ((before.get(place)?.conflicts.length ?? 0) === 0) result.fresh.push(warning);
    }
    return result;
  }

  return {
    look(agents) {
      const mine = last.then(() => outcomeOf(() => look(agents)));
      last = mine;
      return mine;
    },
  };
}
