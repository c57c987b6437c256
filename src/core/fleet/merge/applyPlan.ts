// What a merge into the user's tree is about to do, written down as one ref before the first byte is: a repeat after a
// crash goes on with it, and an undo finds what was there. Kept until the session's refs are dropped.
import * as z from "zod";
import type { RunId } from "../../../protocol/ids";
import { lineCommand } from "../../git/command";
import { createReference, listReferences } from "../../git/commands/references";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import { refuse } from "../../git/worktreePlace";
import { makeCommit } from "./commits";

const planShape = z.object({
  v: z.literal(1),
  /** `undo` takes back plan `undoes` by a commit that reverts it. */
  kind: z.enum(["apply", "undo"]),
  undoes: z.number().int().nullable(),
  /** Commit and branch (null where detached) the user stood on. */
  head: z.string(),
  branch: z.string().nullable(),
  /** Commit that was approved. */
  result: z.string(),
  /** Tree of `head` with the result merged in. */
  merged: z.string(),
  /** The one commit of `autoCommit`; null for uncommitted changes. */
  commit: z.string().nullable(),
  /** Trees of raw bytes with just the paths it changes: as the user had them, and as they will be. */
  before: z.string(),
  wanted: z.string(),
  /** Permission bits of files it takes away, or brings back, that were not for all to read; absent where there are none. */
  bits: z.array(z.tuple([z.string(), z.number().int()])).optional(),
  /** Milliseconds since 1970. */
  at: z.number(),
});
export type Plan = z.infer<typeof planShape>;

/** A plan with its number and how far it came. */
export interface KeptPlan extends Plan {
  number: number;
  done: boolean;
  undone: boolean;
}

const sessionPattern = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/;

function prefixOf(session: RunId): string {
  if (!sessionPattern.test(session)) throw refuse(`"${session}" is no session id.`);
  return `refs/kilo/${session}/apply/`;
}

async function readPlan(git: Git, commit: string): Promise<Plan> {
  const body = demand(await git.ask(lineCommand(["log", "-1", "--format=%b", commit, "--"])));
  return planShape.parse(JSON.parse(body));
}

/** All plans of a session, oldest first. Throws FailureError. */
export async function readPlans(git: Git, session: RunId): Promise<KeptPlan[]> {
  const prefix = prefixOf(session);
  const references = demand(await git.ask(listReferences(prefix)));
  const names = new Set(references.map(({ name }) => name.slice(prefix.length)));
  const plans: KeptPlan[] = [];
  for (const { name, object } of references) {
    const number = /^(\d+)\/plan$/.exec(name.slice(prefix.length))?.[1];
    if (number === undefined) continue;
    const plan = await readPlan(git, object);
    const marks = { done: names.has(`${number}/done`), undone: names.has(`${number}/undone`) };
    plans.push({ ...plan, number: Number(number), ...marks });
  }
  return plans.sort((left, right) => left.number - right.number);
}

/** Writes a plan down under the next number. Everything it names is kept from git's cleaning. Throws FailureError. */
export async function keepPlan(
  git: Git,
  session: RunId,
  plan: Plan,
  plans: readonly KeptPlan[],
): Promise<KeptPlan> {
  const number = (plans.at(-1)?.number ?? 0) + 1;
  const trees = { before: plan.before, merged: plan.merged, wanted: plan.wanted };
  const listing = Object.entries(trees).map(([name, tree]) => `040000 tree ${tree}\t${name}\0`);
  const tree = demand(await git.ask(lineCommand(["mktree", "-z"], listing.join(""))));
  const parents = [plan.head, plan.result, plan.commit].filter((each) => each !== null);
  const message = `A merge into the user's tree\n\n${JSON.stringify(plan)}\n`;
  const at = Math.floor(plan.at / 1_000);
  const commit = await makeCommit(git, { tree, parents: [...new Set(parents)], message, at });
  demand(await git.ask(createReference(`${prefixOf(session)}${number}/plan`, commit)));
  return { ...plan, number, done: false, undone: false };
}

/** Marks how far a plan came; a mark that is there already stays. Throws FailureError. */
export async function markPlan(
  git: Git,
  session: RunId,
  plan: KeptPlan,
  mark: "done" | "undone",
): Promise<void> {
  if (plan[mark]) return;
  const ref = `${prefixOf(session)}${plan.number}/${mark}`;
  const made = await git.ask(createReference(ref, plan.commit ?? plan.head));
  if (made.ok) return;
  const there = demand(await git.ask(listReferences(ref)));
  if (there.length === 0) demand(made);
}
