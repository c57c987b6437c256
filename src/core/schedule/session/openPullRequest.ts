// The pull request of a session: after a person was shown remote and branch, the approved commit is pushed and the request
// opened. Safe to begin again. What stands against it is one sentence; the result is kept on its branch all the same.
import type { Approval } from "../../../protocol/approval";
import { type Failure, failure, type Result } from "../../../protocol/failure";
import { approvalOf, askApproval, hashAction } from "../../agent/approve";
import { refusedFact } from "../../fleet/pullRequest/findRemote";
import {
  createPullRequestClient,
  type FindRequest,
  type PullRequestClient,
} from "../../fleet/pullRequest/pullRequestClient";
import { pullRequestText } from "../../fleet/pullRequest/pullRequestText";
import { pushBranch } from "../../fleet/pullRequest/pushBranch";
import type { Runtime } from "../runtime";
import { demandSession } from "./fleet";
import {
  type PullRequestPlan,
  type PullRequestSource,
  planPullRequest,
  pushAction,
  pushDetail,
  tokenOf,
} from "./pullRequestPlan";

/** What it takes: of a run's driver, or of whoever tries again when the session has ended. */
export interface PullRequestParts extends PullRequestSource {
  signal: AbortSignal;
  /** Asks a person about a push that nobody approved yet. */
  allow(asked: Approval): Promise<boolean>;
}

export async function openPullRequest(runtime: Runtime): Promise<void> {
  const { log, decided } = runtime;
  const allow = async (asked: Approval) =>
    (await askApproval({ view: log.view, emit: log.append, decided }, asked)).verdict === "approved";
  const opened = await tryPullRequest({ ...runtime, allow });
  // What was broken off is begun again.
  if (opened.ok || runtime.signal.aborted) return;
  runtime.log.append(refusedFact(opened.failure));
}

/** Pushes and opens; what is there already is found, never made twice. @returns why there is none, in one sentence. */
export async function tryPullRequest(parts: PullRequestParts): Promise<Result<void>> {
  const { log, signal, ports } = parts;
  const view = log.view();
  const planned = await planPullRequest(parts, approvedCommit(parts));
  if (!planned.ok) return planned;
  const plan = planned.value;
  if (!(await isAllowed(parts, plan)))
    return { ok: false, failure: failure("not-allowed", "A person did not want it.") };
  const token = await tokenOf(parts, plan.remote.host);
  if (!token.ok) return token;
  const { baseUrl, owner, repo, headOwner } = plan.remote;
  const client = createPullRequestClient({
    baseUrl,
    token: token.value,
    signal,
    now: ports.now,
  });
  const { branch, commit, into } = plan;
  const head = headOwner === owner ? branch : `${headOwner}:${branch}`;
  const asked = { owner, repo, head, base: into, commit };
  // A token that may not, or a repository that is not there, is told before anything is pushed.
  const known = await client.find(asked);
  if (!known.ok) return known;
  const pushed = await push(parts, plan, token.value);
  if (!pushed.ok) return pushed;
  const opened = await announce(log, client, plan, asked, pullRequestText(view, { branch }));
  return opened.ok ? opened : { ok: false, failure: alreadyPushed(opened.failure, plan) };
}

/** Something of it did leave this machine: what is there, and how a person goes on. */
function alreadyPushed(cause: Failure, { remote, branch, into }: PullRequestPlan): Failure {
  const { url, host, owner, repo, headOwner } = remote;
  const head = headOwner === owner ? inLink(branch) : `${headOwner}:${inLink(branch)}`;
  const compare = `https://${host}/${owner}/${repo}/compare/${inLink(into)}...${head}`;
  return {
    ...cause,
    message: `${cause.message} ${branch} was pushed to ${url}; open it by hand: ${compare}`,
  };
}

/** A branch such as `fix/#42` would end the address at its `#`. */
function inLink(branch: string): string {
  return branch.split("/").map(encodeURIComponent).join("/");
}

/** Without a commit in the user's tree, what was approved is the commit on the session's branch. */
function approvedCommit({ log }: PullRequestSource): string | null {
  const { settings, session } = log.view();
  return settings.session?.merge.autoCommit ? null : (session?.committed?.commit ?? null);
}

async function push(parts: PullRequestParts, plan: PullRequestPlan, token: string) {
  const { remote, branch, commit, into } = plan;
  const { name, url, host, owner, headOwner } = remote;
  return pushBranch({
    git: parts.git(parts.log.view().folder),
    environment: parts.fleet.environment,
    remote: { name, url },
    branch,
    commit,
    // Of a fork it need not have every branch.
    ...(headOwner === owner ? { into } : {}),
    credential: { host, token },
    signal: parts.signal,
  });
}

async function announce(
  log: Runtime["log"],
  client: PullRequestClient,
  { remote, branch, into }: PullRequestPlan,
  asked: FindRequest,
  text: { title: string; body: string },
): Promise<Result<void>> {
  const opened = await client.open({ ...asked, ...text, draft: false });
  if (!opened.ok) return opened;
  const { number, url } = opened.value;
  const { host, owner, repo } = remote;
  const place = { host, owner, repo, into };
  log.append({ type: "pullRequest.opened", number, url, branch, title: text.title, place });
  const looked = await client.look({ owner, repo, number });
  if (looked.ok) {
    const { state, checks } = looked.value;
    log.append({ type: "pullRequest.looked", state, checks });
  }
  return { ok: true, value: undefined };
}

/**
 * Whether a person said yes to just this push: with the result, or now. Asked whatever is set to automatic, for something
 * leaves this machine; no rule answers it.
 */
async function isAllowed({ log, allow }: PullRequestParts, plan: PullRequestPlan): Promise<boolean> {
  const view = log.view();
  const action = pushAction(plan);
  const hash = hashAction("merge", action);
  const given = Object.values(view.approvals).flatMap((one) => (one.hash === hash ? (one.answer ?? []) : []));
  if (given.some(({ verdict }) => verdict === "approved")) return true;
  const { head, words } = pushDetail(view, plan);
  const asked = approvalOf({
    kind: "merge",
    about: `pull request:${demandSession(view).rounds}`,
    title: `Push ${plan.branch} to ${plan.remote.url} and open a pull request into ${plan.into}`,
    detail: `${head}\n\n${words}`,
    action,
  });
  return allow({ ...asked, mustAsk: true });
}
