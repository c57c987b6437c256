// The pull request of a session: after a person was shown remote and branch, the result is pushed and the request opened.
// What stands against it is one sentence; the result is kept on its branch all the same. Design section 7.16.
import { failure, type Result } from "../../../protocol/failure";
import { approvalOf, askApproval } from "../../agent/approve";
import { type FoundRemote, findRemote } from "../../fleet/pullRequest/findRemote";
import { createPullRequestClient } from "../../fleet/pullRequest/pullRequestClient";
import { pullRequestText } from "../../fleet/pullRequest/pullRequestText";
import { pushBranch } from "../../fleet/pullRequest/pushBranch";
import { tokenFor } from "../../fleet/pullRequest/tokenFor";
import { lineCommand } from "../../git/command";
import type { Runtime } from "../runtime";
import { demandSession } from "./fleet";

export async function openPullRequest(runtime: Runtime): Promise<void> {
  const opened = await tryToOpen(runtime);
  if (!opened.ok) runtime.log.append({ type: "pullRequest.refused", why: opened.failure.message });
}

async function tryToOpen(runtime: Runtime): Promise<Result<void>> {
  const { log } = runtime;
  const view = log.view();
  const { merge } = demandSession(view);
  const git = runtime.git(view.folder);
  const remote = await findRemote(git);
  if (!remote.ok) return remote;
  const base = await git.ask(lineCommand(["symbolic-ref", "-q", "--short", "HEAD"]));
  if (!base.ok) return refused("No branch is checked out, so it is not known what to merge into");
  const token = await tokenOf(runtime, remote.value.host);
  if (!token.ok) return token;
  const branch = merge?.branch ?? `kilo-${view.run}`;
  if (!(await isAllowed(runtime, remote.value, branch, base.value)))
    return refused("The user did not want it");
  const commit = await git.ask(lineCommand(["rev-parse", "-q", "--verify", `refs/heads/${branch}^{commit}`]));
  if (!commit.ok) return commit;
  const { url, name, host } = remote.value;
  const pushed = await pushBranch({
    git,
    environment: runtime.fleet.environment,
    remote: { name, url },
    branch,
    commit: commit.value,
    credential: { host, token: token.value },
    signal: runtime.signal,
  });
  if (!pushed.ok) return pushed;
  return announce(runtime, remote.value, branch, base.value, token.value);
}

async function announce(
  runtime: Runtime,
  { baseUrl, owner, repo, headOwner }: FoundRemote,
  branch: string,
  base: string,
  token: string,
): Promise<Result<void>> {
  const { log, ports, signal } = runtime;
  const client = createPullRequestClient({ baseUrl, token, signal, now: ports.now });
  const head = headOwner === owner ? branch : `${headOwner}:${branch}`;
  const text = pullRequestText(log.view(), { branch });
  const opened = await client.open({ owner, repo, head, base, ...text, draft: false });
  if (!opened.ok) return opened;
  const { number, url } = opened.value;
  log.append({ type: "pullRequest.opened", number, url, branch });
  const looked = await client.look({ owner, repo, number });
  if (looked.ok) {
    const { state, checks } = looked.value;
    log.append({ type: "pullRequest.looked", state, checks });
  }
  return { ok: true, value: undefined };
}

/** Asked each time, whatever is set to automatic: something leaves this machine. */
async function isAllowed(
  runtime: Runtime,
  { url }: FoundRemote,
  branch: string,
  base: string,
): Promise<boolean> {
  const { log } = runtime;
  const asked = approvalOf({
    kind: "merge",
    about: `pull request:${demandSession(log.view()).rounds}`,
    title: `Push ${branch} to ${url} and open a pull request into ${base}`,
    detail: `Remote: ${url}\nBranch: ${branch}\nInto: ${base}\n\n${pullRequestText(log.view(), { branch }).body}`,
    action: `${url}\n${branch}\n${base}`,
  });
  const host = { view: log.view, emit: log.append, decided: runtime.decided };
  return (await askApproval(host, { ...asked, mustAsk: true })).verdict === "approved";
}

async function tokenOf({ fleet, ports }: Runtime, host: string): Promise<Result<string>> {
  const found = tokenFor(host, fleet.environment);
  if (found.ok || host !== "github.com") return found;
  const kept = await ports.secret("GITHUB_TOKEN");
  return kept ? { ok: true, value: kept } : found;
}

function refused(why: string): Result<never> {
  return { ok: false, failure: failure("not-allowed", `${why}; the result stays on its branch.`) };
}
