// What a pull request of a session would do: which commit goes to which branch of which remote, and what it is to be merged
// into. Asks no network; a person is shown all of it before anything leaves this machine. Design section 7.16.
import { counted } from "../../../protocol/counted";
import { failure, type Result } from "../../../protocol/failure";
import type { RunView } from "../../../protocol/run";
import { type FoundRemote, findRemote } from "../../fleet/pullRequest/findRemote";
import { pullRequestText } from "../../fleet/pullRequest/pullRequestText";
import { tokenFor } from "../../fleet/pullRequest/tokenFor";
import { lineCommand } from "../../git/command";
import type { Runtime } from "../runtime";
import { demandSession } from "./fleet";

/** What a plan is made from. */
export type PullRequestSource = Pick<Runtime, "log" | "git" | "ports"> & {
  fleet: Pick<Runtime["fleet"], "environment">;
};

export interface PullRequestPlan {
  remote: FoundRemote;
  /** Short name of the branch that is pushed, here and there. */
  branch: string;
  commit: string;
  /** Branch it is to be merged into. */
  into: string;
  /** Commits of the user's own that go along, as of the last fetch; null where that cannot be told. */
  own: number | null;
}

/**
 * @param commit the approved result; the tip of the session's branch where not given.
 * @returns why there can be none, in one sentence: no branch, no remote, not GitHub, no token.
 */
export async function planPullRequest(
  source: PullRequestSource,
  commit: string | null,
): Promise<Result<PullRequestPlan>> {
  const view = source.log.view();
  const session = demandSession(view);
  const git = source.git(view.folder);
  if (!session.branch) return { ok: false, failure: failure("not-allowed", detached) };
  const { environment } = source.fleet;
  const found = await findRemote(git, { branch: session.branch, environment });
  if (!found.ok) return found;
  const remote = found.value;
  const token = await tokenOf(source, remote.host);
  if (!token.ok) return token;
  const branch = branchOf(view);
  const tip = ["rev-parse", "-q", "--verify", `${commit ?? `refs/heads/${branch}`}^{commit}`];
  const result = await git.ask(lineCommand(tip));
  if (!result.ok) return result;
  const into = remote.into ?? session.branch;
  const range = `refs/remotes/${remote.from}/${into}..${session.base}`;
  const ahead = await git.ask(lineCommand(["rev-list", "--count", range]));
  const own = ahead.ok ? Number(ahead.value) : null;
  return { ok: true, value: { remote, branch, commit: result.value, into, own } };
}

const detached =
  "The session began on no branch (detached HEAD), so it is not known what to merge into; check a branch out before you start the next one.";

export function branchOf(view: RunView): string {
  return view.session?.merge?.branch ?? `kilo-${view.run}`;
}

/** The token for a host, of the environment or of the host program's own keys; `key-missing` says what to set. */
export async function tokenOf({ fleet, ports }: PullRequestSource, host: string): Promise<Result<string>> {
  const found = tokenFor(host, fleet.environment);
  if (found.ok || host !== "github.com") return found;
  const kept = (await ports.secret("GITHUB_TOKEN")) ?? (await ports.secret("GH_TOKEN"));
  return kept ? { ok: true, value: kept } : found;
}

/** What an approval of it is bound to. */
export function pushAction({ remote, branch, commit, into }: PullRequestPlan): string {
  return [commit, remote.url, branch, `${remote.owner}/${remote.repo}`, into].join("\n");
}

/** Where it would go, line by line, then the words that would be published. */
export function pushDetail(view: RunView, plan: PullRequestPlan): { head: string; words: string } {
  const { remote, branch, commit, into, own } = plan;
  const { title, body } = pullRequestText(view, { branch });
  const head = [
    `Remote: ${remote.url} (${remote.name})`,
    `Branch: ${branch} at ${commit.slice(0, 10)}`,
    `Pull request: into ${into} of ${remote.owner}/${remote.repo} on ${remote.host}`,
    ...ownLine(plan.remote.from, into, own),
  ];
  return { head: head.join("\n"), words: `Title: ${title}\n\n${body}` };
}

function ownLine(from: string, into: string, own: number | null): string[] {
  if (own === 0) return [];
  if (own === null)
    return [`It cannot be told which commits of yours go along: there is no ${from}/${into} here.`];
  return [
    `Goes along: ${counted(own, "commit")} of yours that ${from}/${into} did not have at the last fetch.`,
  ];
}
