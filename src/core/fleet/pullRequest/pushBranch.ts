// Pushes an approved commit to a branch of the approved remote. Safe to repeat; never forced, never the remote's main
// branch, never to another address than the one the approval showed.
import { FailureError, failure, type Result } from "../../../protocol/failure";
import type { Git } from "../../git/git";
import type { Environment } from "../../git/hardening";
import type { Credential } from "../../git/network/credential";
import { heldByOthers } from "../../git/network/explainNetwork";
import { readRemote } from "../../git/network/remotes";
import { type NetworkRequest, pushReference, readRemoteRefs } from "../../git/network/transfer";
import { demand, outcomeOf } from "../../git/outcome";

export interface PushRequest {
  /** A local runner in the repository. */
  git: Git;
  /** The host's environment. */
  environment: Environment;
  /** As findRemote gave it and the approval showed it. */
  remote: { name: string; url: string };
  /** Short name of the branch there. */
  branch: string;
  commit: string;
  /** Short name of a branch that must be there, for the work is to be merged into it. */
  into?: string;
  /** Used for its own host over https, where the person's credential helpers are not to be asked. */
  credential?: Credential;
  askPass?: string;
  signal?: AbortSignal;
  timeoutMs?: number;
}

export interface Pushed {
  remote: string;
  /** Without credentials. */
  url: string;
  ref: string;
  /** True where the branch held the commit before. */
  already: boolean;
  /** What the remote itself takes for its main branch; null where it has none. */
  mainBranch: string | null;
}

async function networkRequest(request: PushRequest): Promise<NetworkRequest> {
  const { git, environment, remote, credential, askPass, signal, timeoutMs } = request;
  const { address } = demand(await readRemote(git, remote.name));
  if (address.shown !== remote.url) {
    const message = `Remote "${remote.name}" now goes to ${address.shown} and not to ${remote.url}, which was approved; nothing was pushed.`;
    throw new FailureError(failure("not-allowed", message));
  }
  return {
    git,
    environment,
    address,
    ...(credential === undefined ? {} : { credential }),
    ...(askPass === undefined ? {} : { askPass }),
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

/**
 * Puts `commit` on `branch` of the remote. A branch that holds it already is fine; one with other commits is a `conflict`.
 * Failures, each one sentence: `not-allowed` (credentials, changed address, main branch), `not-found`, `rejected`,
 * `provider-unreachable`, `git-failed`, `aborted`.
 */
export function pushBranch(request: PushRequest): Promise<Result<Pushed>> {
  return outcomeOf(async () => {
    const { remote, branch, commit, into } = request;
    const ref = `refs/heads/${branch}`;
    const network = await networkRequest(request);
    const base = into === undefined ? null : `refs/heads/${into}`;
    const { refs, mainBranch } = demand(await readRemoteRefs(network, base === null ? [ref] : [ref, base]));
    if (base !== null && !refs.has(base)) {
      const message = `${remote.url} has no branch ${into} to merge into; push it first, or begin on a branch that is there.`;
      throw new FailureError(failure("not-found", message));
    }
    const pushed: Pushed = { remote: remote.name, url: remote.url, ref, already: false, mainBranch };
    const there = refs.get(ref);
    if (there === commit) return { ...pushed, already: true };
    if (branch === mainBranch) {
      const message = `${branch} is the main branch of ${remote.url}; a pull request needs a branch of its own.`;
      throw new FailureError(failure("not-allowed", message));
    }
    if (there !== undefined && !(await isAncestor(request.git, there, commit))) {
      throw new FailureError(failure("conflict", heldByOthers(`Branch ${branch}`, remote.url)));
    }
    demand(await pushReference(network, ref, commit));
    return pushed;
  });
}

/** Whether a commit of the remote is known here and part of the history of ours. */
async function isAncestor(git: Git, earlier: string, later: string): Promise<boolean> {
  const answer = await git.run(["merge-base", "--is-ancestor", earlier, later], { okCodes: [0, 1, 128] });
  return answer.ok && answer.value.exitCode === 0;
}
