// Finds where a pull request would be opened: which remote is pushed to, on which GitHub, in which repository.
// Asks no network. Everything it returns may be shown and logged; a password or token of an address is left out.
import type { Fact } from "../../../protocol/event";
import {
  type Failure,
  FailureError,
  type FailureReason,
  failure,
  type Result,
} from "../../../protocol/failure";
import type { Git } from "../../git/git";
import type { RemoteAddress } from "../../git/network/address";
import { chooseRemote, readFollowed, readRemote } from "../../git/network/remotes";
import { demand, outcomeOf } from "../../git/outcome";
import { type Environment, isNamed } from "./tokenFor";

export interface FoundRemote {
  name: string;
  /** Where the branch is pushed to, without credentials; what an approval shows. */
  url: string;
  /** Host of GitHub, in lower case: `github.com`, or one of GitHub Enterprise. */
  host: string;
  /** The repository the pull request is opened in. */
  owner: string;
  repo: string;
  /** Who owns the repository that is pushed to; not `owner` where a fork has a push address of its own. */
  headOwner: string;
  /** Branch that is merged into: the one the branch follows, else the one of its own name. Null where none was given. */
  into: string | null;
  /** Name of the remote `into` lies on. */
  from: string;
  /** Address of the REST API of that host. */
  baseUrl: string;
}

export interface FindOptions {
  /** The user's branch the work began on, in short. */
  branch?: string;
  /** The host's environment: `GITHUB_API_URL` counts for the host that `GH_HOST` or `GITHUB_SERVER_URL` names. */
  environment?: Environment;
}

/** Hosts that are known not to be GitHub: their API is another. */
const others = /(?:^|\.)(?:gitlab|bitbucket|codeberg|gitea|sourcehut|sr|azure|visualstudio|amazonaws)\./;

/** `github.com-work`, as people call a second account's keys: no domain ends so. */
const sshName = /(?:^|\.)(?!xn--)[^.]*[-_][^.]*$/;

const owner = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/;
const repository = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/;

function none(why: string, reason?: FailureReason): FailureError {
  return new FailureError({ ...failure("not-allowed", why), ...(reason ? { reason } : {}) });
}

/** The fact that there is no pull request, and why. */
export function refusedFact({ message, reason }: Failure): Extract<Fact, { type: "pullRequest.refused" }> {
  return { type: "pullRequest.refused", why: message, ...(reason === "no-github" ? { noGitHub: true } : {}) };
}

/** The API of a host: github.com's own, one with data residency, GitHub Enterprise Server, or the one a person named. */
export function apiBase(host: string, environment: Environment = {}): string {
  const own = environment.GITHUB_API_URL?.trim() ?? "";
  if (own !== "" && isNamed(host, environment)) return own.replace(/\/+$/, "");
  if (host === "github.com") return "https://api.github.com";
  return host.endsWith(".ghe.com") ? `https://api.${host}` : `https://${host}/api/v3`;
}

/** github.com goes by several names. */
function plainHost({ protocol, host }: RemoteAddress): string {
  if (["www.github.com", "ssh.github.com"].includes(host)) return "github.com";
  // The port of ssh says nothing about the API's.
  return protocol === "ssh" ? host.replace(/:\d+$/, "") : host;
}

function placeOn(name: string, address: RemoteAddress): { host: string; owner: string; repo: string } {
  if (address.protocol === "file") {
    throw none(
      `Remote "${name}" is a folder (${address.shown}): there is no pull request here, only the branch.`,
      "no-github",
    );
  }
  const host = plainHost(address);
  const isName = !host.includes(".") && !host.startsWith("localhost");
  if (isName || (address.protocol === "ssh" && sshName.test(host))) {
    throw none(
      `Remote "${name}" names the host "${host}" of your ssh configuration; write the real host into its address.`,
    );
  }
  if (others.test(host)) {
    throw none(
      `Remote "${name}" lies on ${host}, which is not GitHub; push the branch and open the request there.`,
      "no-github",
    );
  }
  const [first = "", second = "", ...rest] = address.path.replace(/\/+$/, "").split("/");
  const repo = second.replace(/\.git$/, "");
  if (rest.length > 0 || !owner.test(first) || !repository.test(repo)) {
    throw none(
      `Remote "${name}" (${address.shown}) does not name one repository as owner/name, as GitHub has them.`,
    );
  }
  return { host, owner: first, repo };
}

/**
 * Where a pull request goes: pushed to what pushes are set to go to, else `origin`, else the remote the branch follows, else
 * the only one; opened in the repository the branch follows, which is another one where a fork is pushed to.
 * Failures, each one sentence: `not-found` without a remote, `not-allowed` where it is a folder or not GitHub.
 * @param git a local runner in the repository
 */
export function findRemote(git: Git, options: FindOptions = {}): Promise<Result<FoundRemote>> {
  return outcomeOf(async () => {
    const { branch, environment } = options;
    const name = demand(await chooseRemote(git, branch));
    const followed = await readFollowed(git, branch);
    const from = branch === undefined ? name : (followed.remote ?? name);
    const { address, fetched } = demand(await readRemote(git, name));
    const head = placeOn(name, address);
    const place = placeOn(from, from === name ? fetched : demand(await readRemote(git, from)).fetched);
    if (place.host !== head.host) {
      const which = from === name ? `Remote "${name}" is` : `The branch is`;
      throw none(`${which} fetched from ${place.host} and pushed to ${head.host}; let both be one host.`);
    }
    const into = branch === undefined ? null : (followed.branch ?? branch);
    const baseUrl = apiBase(place.host, environment);
    return { name, url: address.shown, ...place, headOwner: head.owner, into, from, baseUrl };
  });
}
