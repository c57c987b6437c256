// Brings what landed into the tree of an agent whose work conflicts with it: a commit with both as parents, holding git's
// marks where they meet. Once the marks are gone the agent's work merges cleanly.
import { join } from "node:path";
import { firstOf } from "../../../protocol/firstOf";
import type { RunView } from "../../../protocol/run";
import type { AgentTree, AgentView } from "../../../protocol/session";
import { latestTime, makeCommit } from "../../fleet/merge/commits";
import { type Conflict, describeConflict } from "../../fleet/merge/conflict";
import { foresee } from "../../fleet/merge/foresee";
import { nameSides } from "../../fleet/merge/nameSides";
import { plainCommand, splitNul } from "../../git/command";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import type { Runtime } from "../runtime";
import { commitWork } from "./commitWork";
import { agentOfStep, demandSession } from "./fleet";

/** How the message of such a commit begins. */
export const broughtTitle = "Bring what landed into ";

/** Does nothing where the tree holds the other side already. */
export async function bringTogether(runtime: Runtime, agent: AgentView, tree: AgentTree): Promise<void> {
  const view = runtime.log.view();
  const { tip } = demandSession(view);
  if (tip === null) return;
  const git = runtime.git(tree.path);
  const { commit: own } = await commitWork(runtime, agent.name, tree);
  const holds = await git.run(["merge-base", "--is-ancestor", tip, own], { okCodes: [0, 1] });
  if (demand(holds).exitCode === 0) return;
  const foreseen = demand(await foresee({ git, ours: own, theirs: tip, base: null }));
  const [ours, theirs] = [
    { commit: own, name: agent.name },
    { commit: tip, name: landedWords(view, agent.name) },
  ];
  const scratch = join(runtime.scratch, `marks-${agent.name}`);
  const merged = await nameSides(git, scratch, foreseen.tree, ours, theirs);
  const message = `${broughtTitle}${agent.name}\n\nKilo-Run: ${view.run}\n`;
  const at = await latestTime(git, [own, tip]);
  const commit = await makeCommit(git, { tree: merged, parents: [own, tip], message, at });
  // What a setup command left in the tree stays there, unless what landed takes its place.
  const beside = tree.prepared ? await git.ask(plainCommand(["read-tree", "-m", "-u", own, commit])) : null;
  if (!beside?.ok) demand(await git.ask(plainCommand(["read-tree", "--reset", "-u", commit])));
  demand(
    await git.ask(plainCommand(["update-ref", "-m", "kilo-code: conflicts to resolve", "HEAD", commit, own])),
  );
}

/** Who the other side is, for the marks in the files. */
function landedWords({ session }: RunView, own: string): string {
  const agents = Object.values(session?.agents ?? {});
  const landed = agents.filter(({ name, landed }) => landed !== null && name !== own).map(({ name }) => name);
  return landed.length === 0 ? "what landed" : `what landed: ${firstOf(landed, mostNamed)}`;
}

/** Names in one mark. */
const mostNamed = 3;

/**
 * What stood between the sides when the other one was brought into a tree and git put no marks into: a mode, a file that is
 * not text. Git tells, also after a crash.
 */
export async function unmarkedConflicts(runtime: Runtime, tree: AgentTree): Promise<Conflict[]> {
  const git = runtime.git(tree.path);
  const brought = await broughtIn(git);
  return brought === null ? [] : unmarkedIn(git, brought);
}

/** An unmarked conflict in words, its sides named as the agent knows them. */
export function unmarkedWords(agent: string, conflict: Conflict): string {
  return describeConflict(conflict, { ours: agent, theirs: "what landed" });
}

/** The commit that brought the other side into a tree; null where none did. */
async function broughtIn(git: Git): Promise<string | null> {
  const own = ["--merges", "--first-parent", "--max-count=1", "--fixed-strings", `--grep=${broughtTitle}`];
  return demand(await git.run(["rev-list", ...own, "HEAD"])).stdout.trim() || null;
}

async function unmarkedIn(git: Git, brought: string): Promise<Conflict[]> {
  const sides = { ours: `${brought}^1`, theirs: `${brought}^2`, base: null };
  const { conflicts } = demand(await foresee({ git, ...sides }));
  const marked = await markedIn(git, brought);
  return conflicts.filter(({ paths: [path = ""] }) => !marked.includes(path));
}

const marks = ["-E", "-e", "^(<{7} |>{7} )"];

/** Paths of a tree that hold git's marks of a conflict; not those that held such lines before, such as a text about git. */
export async function markedPaths(runtime: Runtime, tree: AgentTree): Promise<string[]> {
  const git = runtime.git(tree.path);
  const now = await grepMarks(git, ["--untracked", ...marks]);
  if (now.length === 0) return [];
  const { tip } = demandSession(runtime.log.view());
  const before = await Promise.all(
    [tree.base, ...(tip === null ? [] : [tip])].map((commit) => markedIn(git, commit)),
  );
  const known = new Set(before.flat());
  return now.filter((path) => !known.has(path));
}

async function markedIn(git: Git, commit: string): Promise<string[]> {
  const found = await grepMarks(git, [...marks, commit]);
  return found.map((name) => name.slice(commit.length + 1));
}

async function grepMarks(git: Git, words: readonly string[]): Promise<string[]> {
  const found = demand(await git.runBytes(["grep", "-l", "-z", ...words], { okCodes: [0, 1] }));
  return splitNul(found.stdout);
}

/** An agent that has a tree to resolve conflicts in. */
export type Resolver = AgentView & { tree: AgentTree };

/** The agent of a step that resolves conflicts in its tree; null where it resolves none. */
export function resolverOf(view: RunView, step: string | null): Resolver | null {
  const agent = agentOfStep(view, step);
  return agent?.reason === "conflict" && agent.tree ? { ...agent, tree: agent.tree } : null;
}

/** Why an agent that resolves conflicts has not done so; null where nothing is left, or it resolves none. */
export async function unresolved(runtime: Runtime, step: string | null): Promise<string | null> {
  const agent = resolverOf(runtime.log.view(), step);
  if (!agent) return null;
  const left = await markedPaths(runtime, agent.tree);
  if (left.length === 0) return null;
  return `Conflict marks are left in ${left.join(", ")}: keep what both sides meant, take the marks out, then end again.`;
}

/**
 * Why an agent that resolves conflicts should look once more: there are some without marks, and what they are about stands
 * as git left it, which may be right. Null where there are none.
 */
export async function untouched(runtime: Runtime, { name, tree }: Resolver): Promise<string | null> {
  const git = runtime.git(tree.path);
  const brought = await broughtIn(git);
  if (brought === null) return null;
  const conflicts = await unmarkedIn(git, brought);
  if (conflicts.length === 0) return null;
  const changed = await changedSince(git, brought);
  const isDecided = ({ paths }: Conflict) =>
    paths.some((path) => changed.some((one) => one === path || one.startsWith(`${path}/`)));
  const left = conflicts.filter((one) => !isDecided(one)).map((one) => `- ${unmarkedWords(name, one)}`);
  return left.length === 0
    ? null
    : `git puts no marks into these conflicts, and you changed nothing about them:\n${left.join("\n")}\nKeep what both sides meant. Where all is right as it stands, say so and end again.`;
}

/** Paths that differ from a commit in its tree's files, new ones among them. */
async function changedSince(git: Git, commit: string): Promise<string[]> {
  const guarded = ["--name-only", "--no-renames", "--no-ext-diff", "--no-textconv"];
  const differs = demand(await git.runBytes(["diff", ...guarded, "-z", commit, "--"]));
  const added = demand(await git.runBytes(["ls-files", "-z", "--others", "--exclude-standard"]));
  return [...splitNul(differs.stdout), ...splitNul(added.stdout)];
}
