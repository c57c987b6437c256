// What the agents of a session changed, as git tells it between two commits: as text, or as figures. Reads only; what an
// agent has not committed yet is looked at through a snapshot, which leaves its tree as it is.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { failure, type Result } from "../../protocol/failure";
import { ownNamed } from "../../protocol/ownNamed";
import type { RunView } from "../../protocol/run";
import { kiloHome } from "../config/kiloHome";
import { snapshotWork } from "../fleet/merge/snapshotWork";
import { createGit, type Git } from "../git/git";
import { describeRepository } from "../git/repository";
import type { HostPlace } from "./openEngineAt";
import { runsPathOf } from "./runsPath";

export interface SessionDiff {
  /** Whose changes: an agent's name, or `all` for the integrated result. */
  of: string;
  from: string;
  to: string;
  /** True where it is work that nobody accepted yet. */
  underWay: boolean;
  text: string;
}

export interface SessionDiffs {
  diffs: SessionDiff[];
  /** Why an agent's changes cannot be told, where those of others can. */
  problems: string[];
}

export interface DiffWishes {
  /** Null for the integrated result. */
  agent: string | null;
  /** Figures for each file instead of the text. */
  stat: boolean;
  /** Columns for the figures. */
  width: number;
}

/**
 * The changes of an agent against its base, or of what is merged against the session's base; where nothing is merged yet,
 * those of each agent that has any.
 */
export async function sessionDiff(
  place: HostPlace,
  view: RunView,
  wishes: DiffWishes,
): Promise<Result<SessionDiffs>> {
  const git = createGit(view.folder, { environment: place.variables });
  const { session } = view;
  if (!session) return refused(`The run ${view.run} is no agent session.`);
  if (wishes.agent !== null) return whole(await agentDiff(place, git, view, wishes.agent, wishes));
  const { merge, base } = session;
  if (merge && base !== null && merge.commit !== merge.base)
    return whole(await compared(git, { of: "all", from: base, to: merge.commit, underWay: false }, wishes));
  const diffs: SessionDiff[] = [];
  const problems: string[] = [];
  for (const name of session.order) {
    const agent = ownNamed(session.agents, name);
    if (!agent?.result && (!agent?.tree || agent.filling || agent.unfilled)) continue;
    const one = await agentDiff(place, git, view, name, wishes);
    if (one.ok) diffs.push(...one.value.filter(({ text }) => text !== ""));
    else problems.push(one.failure.message);
  }
  return { ok: true, value: { diffs, problems } };
}

function whole(made: Result<SessionDiff[]>): Result<SessionDiffs> {
  return made.ok ? { ok: true, value: { diffs: made.value, problems: [] } } : made;
}

async function agentDiff(
  place: HostPlace,
  git: Git,
  view: RunView,
  name: string,
  wishes: DiffWishes,
): Promise<Result<SessionDiff[]>> {
  const agent = ownNamed(view.session?.agents ?? {}, name);
  if (agent?.result) {
    const { base, commit } = agent.result;
    return compared(git, { of: name, from: base, to: commit, underWay: false }, wishes);
  }
  if (!agent?.tree || agent.filling || agent.unfilled)
    return refused(`The agent ${name} has no worktree yet, so there is nothing to compare.`);
  const { path, base, prepared } = agent.tree;
  const scratchFolder = join(
    kiloHome(place.variables),
    "scratch",
    runsPathOf(place).name,
    `${view.run}-diff`,
  );
  const tree = createGit(path, { environment: place.variables });
  const snapshot = await snapshotWork({ git: tree, session: view.run, agent: name, scratchFolder, prepared });
  if (!snapshot.ok) return snapshot;
  return compared(git, { of: name, from: base, to: snapshot.value.commit, underWay: true }, wishes);
}

async function compared(
  git: Git,
  diff: Omit<SessionDiff, "text">,
  { stat, width }: DiffWishes,
): Promise<Result<SessionDiff[]>> {
  const form = stat ? [`--stat=${width}`] : ["-p"];
  const guarded = ["--no-ext-diff", "--no-textconv", "--no-color", "-M"];
  const output = await git.run(["diff-tree", "-r", ...form, ...guarded, diff.from, diff.to]);
  return output.ok ? { ok: true, value: [{ ...diff, text: output.value.stdout }] } : output;
}

/** The first line of a commit's message; null where it cannot be read. */
export async function commitSubject(place: HostPlace, view: RunView, commit: string): Promise<string | null> {
  const git = createGit(view.folder, { environment: place.variables });
  const output = await git.run(["log", "-1", "--format=%s", commit, "--"]);
  return output.ok ? output.value.stdout.trim() : null;
}

/** Why agents cannot work in a folder, before anything is begun; ok where they can. */
export async function checkSessionGround({ folder, variables }: HostPlace): Promise<Result<void>> {
  const git = createGit(folder, { environment: variables });
  const repository = await describeRepository(git);
  if (!repository.ok) return repository;
  const { kind, refusal, head, topLevel } = repository.value;
  if (kind === "none")
    return refused(
      "Agents work in git worktrees, and this folder is in no repository; run `git init` and make a first commit.",
    );
  if (kind !== "git") return refused(refusal ?? "Git does not work in this folder.");
  if (head === null)
    return refused("Agents start from a commit, and this repository has none yet; make a first commit.");
  if (topLevel !== null && hasSessionFiles(topLevel) && !hasSessionFiles(folder)) {
    return refused(
      `The files that set up this repository's sessions lie in ${join(topLevel, ".kilocode")} and would have no effect from here; start it in ${topLevel}.`,
    );
  }
  return { ok: true, value: undefined };
}

/** Only whether they are there: nothing in them counts before the folder is trusted. */
function hasSessionFiles(folder: string): boolean {
  return ["agent-manager.json", "agents-config.json"].some((name) =>
    existsSync(join(folder, ".kilocode", name)),
  );
}

function refused(message: string): Result<never> {
  return { ok: false, failure: failure("invalid-input", message) };
}
