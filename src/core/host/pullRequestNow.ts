// How a session's pull request stands now: asked of GitHub when a person looks, written into the session's log where it
// changed. Needs no driver, and does not disturb one. A pull request that was merged is not asked about again.
import { failure, type Result } from "../../protocol/failure";
import { foldAll } from "../../protocol/fold";
import type { RunView } from "../../protocol/run";
import type { PullRequestView } from "../../protocol/session";
import { apiBase } from "../fleet/pullRequest/findRemote";
import { createPullRequestClient, type PullRequestClient } from "../fleet/pullRequest/pullRequestClient";
import { tokenFor } from "../fleet/pullRequest/tokenFor";
import type { StoreFolder } from "../log/store";
import type { HostPlace } from "./openEngineAt";
import { alone } from "./sessionEnd";

export interface PullRequestWishes {
  /** The host's own keys, asked for `GITHUB_TOKEN` where the environment has none. */
  secret(name: string): Promise<string | undefined>;
  /** Milliseconds for one request. */
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface PullRequestWatch {
  /**
   * Null for a session without a pull request, else how it stands now.
   * Failures: `key-missing` without a token for its host, and what the client tells of GitHub; the view stays as it was.
   */
  look(view: RunView): Promise<Result<PullRequestView | null>>;
}

/** One for as long as somebody looks: what GitHub did not change is not read again. */
export function createPullRequestWatch(
  place: HostPlace,
  runs: StoreFolder,
  wishes: PullRequestWishes,
): PullRequestWatch {
  const clients = new Map<string, PullRequestClient>();

  async function clientFor(host: string): Promise<Result<PullRequestClient>> {
    const token = await tokenOf(host, place, wishes);
    if (!token.ok) return token;
    const { timeoutMs, signal } = wishes;
    const baseUrl = apiBase(host, place.variables);
    const key = `${baseUrl}\n${token.value}`;
    const client =
      clients.get(key) ??
      createPullRequestClient({
        ...{ baseUrl, timeoutMs, token: token.value, retryMs: 0 },
        ...(signal ? { signal } : {}),
      });
    clients.set(key, client);
    return { ok: true, value: client };
  }

  return {
    async look({ run, session }) {
      const known = session?.pullRequest ?? null;
      if (!known?.place || known.state === "merged") return { ok: true, value: known };
      const { host, owner, repo } = known.place;
      const client = await clientFor(host);
      if (!client.ok) return client;
      const looked = await client.value.look({ owner, repo, number: known.number });
      if (!looked.ok) return looked;
      const { state, checks } = looked.value;
      if (state === known.state && checks === known.checks) return { ok: true, value: known };
      await note(runs, run, { state, checks });
      return { ok: true, value: { ...known, state, checks, at: Date.now() } };
    },
  };
}

async function tokenOf(host: string, { variables }: HostPlace, wishes: PullRequestWishes) {
  const found = tokenFor(host, variables);
  if (found.ok || host !== "github.com") return found;
  // Under either name, as when it was opened.
  const kept = (await wishes.secret("GITHUB_TOKEN")) ?? (await wishes.secret("GH_TOKEN"));
  return kept ? { ok: true as const, value: kept } : found;
}

type Looked = Pick<PullRequestView, "state" | "checks">;

/** While somebody drives the session it is not written down: who looks next finds the same. */
async function note(runs: StoreFolder, run: string, { state, checks }: Looked): Promise<void> {
  await alone(runs, run, async (write) => {
    const store = await runs.find(run);
    const now = foldAll((await store?.read())?.events ?? [])?.session?.pullRequest;
    // Two may have looked at once.
    if (now && (now.state !== state || now.checks !== checks))
      write({ type: "pullRequest.looked", state, checks });
    return { ok: true, value: undefined };
  });
}

export interface PollOptions {
  signal: AbortSignal;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds until the second look; doubled while nothing changes. */
  firstMs?: number;
  mostMs?: number;
  /** Looks at most; a view that stays open for days asks no more. */
  looks?: number;
}

/**
 * Looks again and again while somebody watches: less often while nothing changes, not before GitHub wants it, and no more
 * once it is merged or closed, or no token is there.
 * @returns why it ended
 */
export async function pollPullRequest(
  look: () => Promise<Result<PullRequestView | null>>,
  { signal, sleep, firstMs = 30_000, mostMs = 600_000, looks = 200 }: PollOptions,
): Promise<Result<PullRequestView | null>> {
  let wait = firstMs;
  let last = "";
  for (let count = 0; count < looks && !signal.aborted; count += 1) {
    const looked = await look();
    if (looked.ok && looked.value?.state !== "open") return looked;
    if (!looked.ok && !isPassing(looked.failure.code)) return looked;
    const now = looked.ok ? `${looked.value?.state} ${looked.value?.checks}` : last;
    wait = now === last ? Math.min(mostMs, wait * 2) : firstMs;
    last = now;
    const wanted = looked.ok ? 0 : (looked.failure.retryAfterMs ?? 0);
    await sleep(Math.max(wait, wanted), signal);
  }
  return { ok: false, failure: failure("aborted", "Nobody looks at the pull request any more.") };
}

function isPassing(code: string): boolean {
  return ["provider-unreachable", "provider-overloaded", "provider-rate-limited"].includes(code);
}
