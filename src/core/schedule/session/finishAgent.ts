// An agent's accepted work becomes a commit on its branch, which others start from and the merge train takes.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Fact, FactOf } from "../../../protocol/event";
import { firstOf } from "../../../protocol/firstOf";
import type { FileView, RunView, StepView } from "../../../protocol/run";
import { resolveNames } from "../../fleet/merge/commits";
import { lostTree } from "../../fleet/merge/snapshotWork";
import { compareStored, type TreeChange } from "../../git/commands/compareTrees";
import type { Git } from "../../git/git";
import { ignoredAmong } from "../../git/ignoredAmong";
import { holdsRepository } from "../../git/nestedRepository";
import { demand } from "../../git/outcome";
import { linesOf } from "../../git/trees";
import { countVotes, isReview, stepTasks } from "../review";
import type { Runtime } from "../runtime";
import { broughtTitle } from "./bringTogether";
import { commitWork } from "./commitWork";
import { agentOfStep } from "./fleet";
import { inSubmodules } from "./inSubmodules";

export async function finishAgent(runtime: Runtime, id: string): Promise<void> {
  const { log } = runtime;
  const view = log.view();
  const step = view.steps.find((one) => one.id === id);
  const agent = agentOfStep(view, id);
  if (!step || !agent?.tree) return;
  // A person may have it begun once more at any time, and then its tree is another one.
  const { round, tree: place } = agent;
  const gone = lostTree(place.path, agent.name);
  if (gone !== null) {
    // Its own failure: the others go on.
    log.append({ type: "step.settled", step: id, status: "failed", evidence: gone });
    runtime.fleet.workers?.release(place.path);
    return;
  }
  const { commit, tree, nested } = await commitWork(runtime, agent.name, place);
  const git = runtime.git(place.path);
  const base = round > 1 ? await ownBase(git, place.base, commit) : place.base;
  const [before = ""] = await resolveNames(git, "tree", [base]);
  const changes = demand(await git.ask(compareStored(before, tree, "none")));
  const lines = await linesOf(git, { from: before, to: tree, changes });
  const counts = {
    files: lines.length,
    added: lines.reduce((sum, { added }) => sum + added, 0),
    removed: lines.reduce((sum, { removed }) => sum + removed, 0),
  };
  const settled = settlementOf(view, step);
  const left = leftOf(git, log.view(), agent.name, lines);
  const inside = left.length === 0 ? null : demand(await git.ask(inSubmodules(tree, left)));
  // Git answers nothing at all where one of the paths asked about lies in a submodule.
  const ignored = await ignoredAmong(
    git,
    left.filter((path) => !inside?.has(path)),
  );
  // Of a submodule whose commit it moved the commit is its work.
  const moved = new Set(changes.map(({ path }) => path));
  const lost = left.filter((path) => inside?.has(path) && !moved.has(inside.get(path) ?? ""));
  const begun = nested ?? nestedIn(git, changes);
  // Begun once more meanwhile: that it is done is true of what nobody wants any more.
  if (agentOfStep(log.view(), id)?.round !== round) return;
  log.append(
    ...(begun === null ? [] : [untaken(agent.name, begun)]),
    ...(ignored.length === 0 ? [] : [unseen(agent.name, ignored)]),
    ...(lost.length === 0 ? [] : [submerged(agent.name, lost)]),
    { type: "agent.finished", agent: agent.name, result: { commit, tree, base, ...counts } },
    { type: "step.settled", step: id, status: "done", ...settled },
  );
  runtime.fleet.workers?.release(place.path);
}

/** A folder of which only the name of a commit is in the work, because the agent began a repository in it. */
function nestedIn(git: Git, changes: readonly TreeChange[]): string | null {
  const links = changes.filter(({ modeAfter }) => modeAfter === "160000");
  const begun = links.find(({ path }) => holdsRepository(join(git.folder, path)));
  return begun === undefined ? null : `${begun.path}/`;
}

function untaken(agent: string, folder: string): Fact {
  const text = `${agent} began a repository of its own in ${folder}, so the files in it are no part of its work; to have them, request a change that takes ${folder}.git away.`;
  return { type: "notice.given", text };
}

/** Files it wrote that are in its tree alone. */
function leftOf(
  git: Git,
  { session }: RunView,
  agent: string,
  result: readonly { path: string }[],
): string[] {
  const taken = new Set(result.map(({ path }) => path));
  const isLeft = ({ path, after }: FileView) =>
    after !== null && !taken.has(path) && existsSync(join(git.folder, path));
  return Object.values(session?.agents[agent]?.files ?? {})
    .filter(isLeft)
    .map(({ path }) => path);
}

/** Paths named in one sentence. */
const mostNamed = 5;

function unseen(agent: string, paths: readonly string[]): Fact {
  const [are, them] = paths.length === 1 ? ["is", "it"] : ["are", "them"];
  const text = `${agent} wrote ${firstOf(paths, mostNamed)}, which git ignores, so ${paths.length === 1 ? "it" : "they"} ${are} no part of its work; to have ${them}, request a change that puts ${them} elsewhere or takes the pattern out of .gitignore.`;
  return { type: "notice.given", text };
}

function submerged(agent: string, paths: readonly string[]): Fact {
  const [they, are, them] = paths.length === 1 ? ["it", "is", "it"] : ["they", "are", "them"];
  const text = `${agent} wrote ${firstOf(paths, mostNamed)} in a submodule, so ${they} ${are} no part of its work; to have ${them}, change ${them} in the submodule's own repository.`;
  return { type: "notice.given", text };
}

/** What landed and was brought into its tree to resolve conflicts is the work of others: its own is counted from there. */
async function ownBase(git: Git, base: string, commit: string): Promise<string> {
  const words = ["rev-list", "--first-parent", "--merges", "-1", "--parents", `--grep=^${broughtTitle}`];
  const { stdout } = demand(await git.run([...words, `${base}..${commit}`]));
  const [, , landed] = stdout.trim().split(" ");
  return landed ?? base;
}

/** Of a review its votes and findings, counted as anywhere else. */
function settlementOf(view: RunView, step: StepView): Pick<FactOf<"step.settled">, "evidence" | "result"> {
  const tasks = stepTasks(view, step);
  if (isReview(view, step) && tasks.length > 0) return countVotes(view.settings, tasks);
  const text = tasks.find(({ status }) => status === "done")?.result?.text ?? "done";
  return { evidence: "accepted, its work is committed", result: { text } };
}
