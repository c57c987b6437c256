// Opens pull requests on GitHub and looks at them. Safe to repeat: what is open already is found again, and words a
// person wrote there are never overwritten. The client library is loaded with the first request.
import * as z from "zod";
import { FailureError, failure, type Result } from "../../../protocol/failure";
import type { PullRequestView } from "../../../protocol/session";
import { type Asked, answerOf, explainGitHub } from "./explainGitHub";
import { createGuardedFetch, type GuardOptions, originOf, pause } from "./guardedFetch";
import { readAnswer } from "./readAnswer";
import { readChecks } from "./readChecks";
import { rememberAnswers } from "./rememberAnswers";
import { isUntouched } from "./seal";

type Octokit = import("@octokit/rest").Octokit;

export interface PullRequestClientOptions extends GuardOptions {
  /** Of the host in `baseUrl`; see tokenFor. */
  token: string;
  /** Milliseconds since 1970; only for how long a limit lasts. */
  now?(): number;
}

export interface OpenRequest {
  owner: string;
  repo: string;
  /** Branch with the work; `owner:branch` where it lies in a fork. */
  head: string;
  /** Branch to merge into. */
  base: string;
  title: string;
  body: string;
  draft: boolean;
  /** Tip of the branch: a pull request of just this commit that was closed or merged meanwhile is not opened again. */
  commit?: string;
}

export interface OpenedPullRequest {
  number: number;
  url: string;
  /** False where an earlier call, or a person, had opened it. */
  created: boolean;
}

export type FindRequest = Pick<OpenRequest, "owner" | "repo" | "head" | "base" | "commit">;

export interface LookedPullRequest extends Pick<PullRequestView, "state" | "checks"> {
  /** One sentence where the checks could not be seen. */
  note: string | null;
}

export interface PullRequestClient {
  /** Failures, each one sentence with its cure: facts of explainGitHub. */
  open(request: OpenRequest): Promise<Result<OpenedPullRequest>>;
  /** Whether there is one already; changes nothing. Asked before anything is pushed, it tells a token that may not. */
  find(request: FindRequest): Promise<Result<{ number: number } | null>>;
  look(request: { owner: string; repo: string; number: number }): Promise<Result<LookedPullRequest>>;
}

const pullSchema = z.object({
  number: z.number().int(),
  html_url: z.string(),
  state: z.string(),
  merged: z.boolean().optional(),
  merged_at: z.string().nullish(),
  body: z.string().nullish(),
  head: z.object({
    ref: z.string(),
    sha: z.string(),
    user: z.object({ login: z.string() }).nullish(),
  }),
  base: z.object({ ref: z.string() }),
});
type Pull = z.infer<typeof pullSchema>;

/** A link people may follow: an address of the web without credentials. */
function readLink(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !["https:", "http:"].includes(url.protocol)) {
    throw new FailureError(failure("provider-refused", "GitHub answered with a link that is none."));
  }
  url.username = "";
  url.password = "";
  return url.href;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function connect(options: PullRequestClientOptions): () => Promise<Octokit> {
  let made: Promise<Octokit> | null = null;
  return () => {
    made ??= (async () => {
      const token = options.token.trim();
      if (!/^[\x21-\x7e]+$/.test(token)) {
        const message =
          "There is no usable token for GitHub; set GITHUB_TOKEN, or sign in to GitHub in VS Code.";
        throw new FailureError(failure("key-missing", message));
      }
      const guarded = rememberAnswers(createGuardedFetch(options));
      const { Octokit } = await import("@octokit/rest");
      return new Octokit({
        auth: token,
        baseUrl: options.baseUrl.replace(/\/+$/, ""),
        userAgent: "kilo-orchestrator",
        log: silent,
        request: { fetch: guarded, log: silent },
      });
    })();
    return made;
  };
}

function headOf({ owner, head }: Pick<OpenRequest, "owner" | "head">): { owner: string; branch: string } {
  const cut = head.indexOf(":");
  return cut < 0 ? { owner, branch: head } : { owner: head.slice(0, cut), branch: head.slice(cut + 1) };
}

/** The open one, else one that was of the very same commit. */
async function findPull(octokit: Octokit, request: FindRequest): Promise<Pull | null> {
  const { owner, repo, base, commit } = request;
  const head = headOf(request);
  const asked = {
    owner,
    repo,
    base,
    state: commit === undefined ? "open" : "all",
    head: `${head.owner}:${head.branch}`,
    per_page: 100,
  } as const;
  const pulls = readAnswer(z.array(pullSchema), (await octokit.rest.pulls.list(asked)).data);
  // A server that does not know the filter answers with every pull request.
  const ours = pulls.filter(
    (pull) =>
      pull.head.ref === head.branch &&
      pull.base.ref === base &&
      (pull.head.user?.login ?? head.owner).toLowerCase() === head.owner.toLowerCase(),
  );
  return ours.find(({ state }) => state === "open") ?? ours.find((pull) => pull.head.sha === commit) ?? null;
}

/** A body nobody touched since we wrote it, or none at all, is brought up to date; everything else stays. */
async function keepUp(octokit: Octokit, request: OpenRequest, pull: Pull): Promise<OpenedPullRequest> {
  const { owner, repo, body } = request;
  if (pull.state !== "open") return { number: pull.number, url: readLink(pull.html_url), created: false };
  const there = pull.body ?? "";
  const isStale = there.trim() === "" || (isUntouched(there) && there.trim() !== body.trim());
  if (isStale && body.trim() !== "") {
    await octokit.rest.pulls.update({ owner, repo, pull_number: pull.number, body });
  }
  return { number: pull.number, url: readLink(pull.html_url), created: false };
}

async function create(octokit: Octokit, request: OpenRequest): Promise<OpenedPullRequest> {
  const { commit: _, ...asked } = request;
  const { data } = await octokit.rest.pulls.create(asked);
  const pull = readAnswer(pullSchema, data);
  return { number: pull.number, url: readLink(pull.html_url), created: true };
}

async function openOnce(
  octokit: Octokit,
  request: OpenRequest,
  options: GuardOptions,
): Promise<OpenedPullRequest> {
  const before = await findPull(octokit, request);
  if (before !== null) return keepUp(octokit, request, before);
  try {
    return await create(octokit, request);
  } catch (thrown) {
    const answer = answerOf(thrown);
    const isTrouble = answer !== null && answer.status >= 500;
    const isThere = answer?.status === 422 && /already exists/i.test(answer.said);
    if (!isTrouble && !isThere) throw thrown;
    if (isTrouble) await pause(options);
    // It may have been made although the answer was an error, or by somebody else meanwhile.
    const found = await findPull(octokit, request);
    if (found !== null) return keepUp(octokit, request, found);
    if (isThere) throw thrown;
    return create(octokit, request);
  }
}

async function lookOnce(
  octokit: Octokit,
  { owner, repo, number }: { owner: string; repo: string; number: number },
): Promise<LookedPullRequest> {
  const { data } = await octokit.rest.pulls.get({ owner, repo, pull_number: number });
  const pull = readAnswer(pullSchema, data);
  const isMerged = pull.merged === true || (pull.merged_at ?? null) !== null;
  const state = isMerged ? "merged" : pull.state === "open" ? "open" : "closed";
  return { state, ...(await readChecks(octokit, { owner, repo, ref: pull.head.sha })) };
}

/** A client for one GitHub. Nothing is asked and nothing loaded before the first call. */
export function createPullRequestClient(options: PullRequestClientOptions): PullRequestClient {
  const connected = connect(options);
  const now = options.now ?? Date.now;
  async function ask<T>(
    asked: Omit<Asked, "host">,
    work: (octokit: Octokit) => Promise<T>,
  ): Promise<Result<T>> {
    let host = "GitHub";
    try {
      host = new URL(originOf(options.baseUrl)).host;
      return { ok: true, value: await work(await connected()) };
    } catch (thrown) {
      return { ok: false, failure: explainGitHub(thrown, { ...asked, host }, options.token.trim(), now()) };
    }
  }
  return {
    open: (request) => {
      const { owner, repo, head, base } = request;
      const asked = { owner, repo, what: "open a pull request", head, base };
      return ask(asked, (octokit) => openOnce(octokit, request, options));
    },
    find: (request) => {
      const { owner, repo, head, base } = request;
      const asked = { owner, repo, what: "look for pull requests", head, base };
      return ask(asked, async (octokit) => {
        const found = await findPull(octokit, request);
        return found && { number: found.number };
      });
    },
    look: (request) => {
      const { owner, repo } = request;
      return ask({ owner, repo, what: "look at a pull request" }, (octokit) => lookOnce(octokit, request));
    },
  };
}
