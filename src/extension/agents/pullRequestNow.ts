// How pull requests of sessions stand now: asked of GitHub as long as the Agents view shows one that is open, and seldom
// where nothing changes. The person is never asked to sign in for it. What changed comes back through the session's log.
import * as vscode from "vscode";
import type { FindSecret } from "../../core/config/credentials";
import type { PullRequestWatch } from "../../core/host/pullRequestNow";
import type { StoreFolder } from "../../core/log/store";
import type { Result } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import type { PullRequestView } from "../../protocol/session";
import { hostVariables } from "../environment";
import type { KiloHost } from "../kiloHost";
import type { AgentsDoor } from "./agentsBridge";
import { withGithubQuietly } from "./githubToken";
import type { ShownSession } from "./shownSession";

/** Milliseconds for one request. */
const timeoutMs = 15_000;

/** What GitHub did not change is not read again. */
const watches = new WeakMap<StoreFolder, PullRequestWatch>();

export async function lookAtPullRequest(
  { view, runs }: { view: RunView; runs: StoreFolder },
  findSecret: () => Promise<FindSecret>,
): Promise<Result<PullRequestView | null>> {
  const { createPullRequestWatch } = await import("../../core/host/pullRequestNow");
  const place = { variables: hostVariables(), folder: view.folder };
  const watch =
    watches.get(runs) ??
    createPullRequestWatch(place, runs, { secret: withGithubQuietly(await findSecret()), timeoutMs });
  watches.set(runs, watch);
  return watch.look(view);
}

/** Follows the pull request of the session that is shown, while it is. */
export function followPullRequest(host: KiloHost, shown: ShownSession, door: AgentsDoor): vscode.Disposable {
  const { book } = host;
  let going: { run: string; stop: AbortController } | null = null;
  const look = () => {
    const run = door.isVisible() ? openOne(shown.now(), host) : null;
    if (run === (going?.run ?? null)) return;
    going?.stop.abort();
    going = run === null ? null : { run, stop: new AbortController() };
    if (going) void poll(host, going.run, going.stop.signal);
  };
  const ends = [book.onFacts(look), book.onDidChange(look), door.onDidChangeVisibility(look)];
  look();
  return vscode.Disposable.from(...ends, { dispose: () => going?.stop.abort() });
}

function openOne(run: string | null, { book }: KiloHost): string | null {
  const view = run === null ? null : book.known(run)?.view;
  return view?.session?.pullRequest?.state === "open" && view.session.pullRequest.place ? run : null;
}

async function poll(host: KiloHost, run: string, signal: AbortSignal): Promise<void> {
  const [{ pollPullRequest }, { setTimeout: wait }] = await Promise.all([
    import("../../core/host/pullRequestNow"),
    import("node:timers/promises"),
  ]);
  const sleep = (ms: number) => wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
  const ended = await pollPullRequest(() => host.lookAtPullRequest(run), { signal, sleep });
  if (!ended.ok && !["aborted", "key-missing"].includes(ended.failure.code))
    host.log.warn(`The pull request of ${run} could not be looked at: ${ended.failure.message}`);
}
