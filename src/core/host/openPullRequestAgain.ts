// The pull request of a session that has ended without one, though it was wanted: tried once more when a person says so.
// Needs no driver and lets none begin meanwhile; what is pushed or opened already is found, never made twice.
import type { Approval, Origin } from "../../protocol/approval";
import { type Failure, failure, type Result, toFailure } from "../../protocol/failure";
import { mayOpenAgain } from "../../protocol/mayOpenAgain";
import type { PullRequestView } from "../../protocol/session";
import { refusedFact } from "../fleet/pullRequest/findRemote";
import { createGit } from "../git/git";
import { createRunLog, type RunLog } from "../log/runLog";
import type { RunStore, StoreFolder } from "../log/store";
import { learning, redactorFor } from "../schedule/knownSecrets";
import { type PullRequestParts, tryPullRequest } from "../schedule/session/openPullRequest";
import { createNodePorts } from "./nodePorts";
import type { HostPlace } from "./openEngineAt";

export interface AgainWishes {
  /** Whoever tries. */
  origin: Origin;
  /** The host's own keys, asked for `GITHUB_TOKEN` where the environment has none. */
  secret(name: string): Promise<string | undefined>;
  /**
   * Shows a person a push that nobody approved yet: remote, branch, words. Null: nobody can be asked here, or they left.
   */
  ask(asked: Approval): Promise<boolean | null>;
  signal?: AbortSignal;
}

/**
 * Pushes what was approved and opens the pull request. What it comes to is in the session's log.
 * Failures: `invalid-input` where there is nothing to try, `log-locked` while somebody else is at it, `not-allowed` where a
 * person has to be asked and is not there or says no, `aborted`, and what stands against it as the first time.
 */
export async function openPullRequestAgain(
  place: HostPlace,
  runs: StoreFolder,
  run: string,
  wishes: AgainWishes,
): Promise<Result<PullRequestView>> {
  const store = await runs.find(run);
  if (!store) return refused(failure("not-found", `There is no session ${run} here.`));
  const opened = await store.open(Date.now());
  if (!opened.ok) return opened;
  try {
    const { events } = opened.value.log;
    const redactor = redactorFor(place.variables, null, events);
    const log = createRunLog(store, events, Date.now, redactor.deep);
    const ports = learning(
      createNodePorts(wishes.secret, () => {}),
      redactor,
    );
    const done = await tryAgain(log, store, { ...wishes, place, ports });
    await store.durable();
    return done;
  } catch (thrown) {
    return refused(toFailure(thrown, "git-failed"));
  } finally {
    await store.close();
  }
}

type Trying = AgainWishes & { place: HostPlace; ports: PullRequestParts["ports"] };

async function tryAgain(log: RunLog, store: RunStore, wishes: Trying): Promise<Result<PullRequestView>> {
  const { place, ports, signal = new AbortController().signal } = wishes;
  const nothing = whyNot(log);
  if (nothing) return refused(nothing);
  let unasked = false;
  const outcome = await tryPullRequest({
    log,
    ports,
    signal,
    git: (folder) => createGit(folder, { environment: place.variables }),
    fleet: { environment: place.variables },
    async allow(asked) {
      const allowed = await wishes.ask(asked);
      unasked = allowed === null;
      // Both at once: a session that has ended is not left with an open question.
      if (allowed !== null) write(log, asked, allowed, wishes.origin);
      await store.durable();
      return allowed === true;
    },
  });
  if (unasked) {
    const cause = "The push has to be approved first, by a person who is shown where it goes.";
    return refused(failure("not-allowed", cause));
  }
  // What was broken off has no answer yet.
  if (!outcome.ok && !signal.aborted) log.append(refusedFact(outcome.failure));
  if (!outcome.ok) return outcome;
  const pullRequest = log.view().session?.pullRequest;
  return pullRequest
    ? { ok: true, value: structuredClone(pullRequest) }
    : refused(failure("internal", "A pull request was opened and is not in the log."));
}

function whyNot(log: RunLog): Failure | null {
  const view = log.view();
  if (mayOpenAgain(view)) return null;
  const { pullRequest = null } = view.session ?? {};
  const why = pullRequest
    ? `Pull request #${pullRequest.number} was opened already: ${pullRequest.url}`
    : `There is no pull request of ${view.run} to try again.`;
  return failure("invalid-input", why);
}

/** Another question each time: what was refused once may be wanted later. */
function write(log: RunLog, asked: Approval, allowed: boolean, origin: Origin): void {
  const { approvals } = log.view();
  let id = asked.id;
  for (let number = 2; approvals[id]; number += 1) id = `${asked.id}:${number}`;
  const verdict = allowed ? "approved" : "rejected";
  log.append(
    { type: "approval.asked", approval: { ...asked, id } },
    { type: "approval.given", approval: id, hash: asked.hash, answer: { verdict, scope: "once", origin } },
  );
}

function refused(cause: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure: cause };
}
