// Approves the merge of a session that waits for it, and tells how it comes in. The answer is bound to the hash of what
// waits now; another process drives, and what it asks on the way is put to the person.

import { isDriven } from "../../core/host/isDriven";
import { commitSubject } from "../../core/host/sessionDiff";
import type { ApprovalView } from "../../protocol/approval";
import type { FactOf, RunEvent } from "../../protocol/event";
import { failure, type Result } from "../../protocol/failure";
import { mayOpenAgain } from "../../protocol/mayOpenAgain";
import type { RunView } from "../../protocol/run";
import { mayApproveBeforehand } from "../ask/approveBeforehand";
import { createClackPrompter } from "../ask/clackPrompter";
import { atTerminal, loadOwnConfiguration } from "../configuration";
import { exitCode, exitCodeOfRun } from "../exitCode";
import { type Host, refuse } from "../host";
import { isOwn, type Line, type Told, tellRun } from "../tellRun";
import { cleanLine } from "../text/cleanText";
import { openApprovals } from "../text/runWords";
import { visibleLine } from "../text/visibleText";
import { openAgentLine } from "./agentLine";
import { attend } from "./attend";
import type { FoundSession } from "./findSession";
import { pullRequestAgain } from "./pullRequestAgain";
import { stillDriven } from "./stillDriven";
import {
  appliedLines,
  isBlocked,
  mergingLines,
  nextStepLines,
  noPullRequestLine,
  pullRequestLine,
} from "./text/mergedLines";
import { answerLine, forPerson, isResult, waitingLines, waitingOf } from "./text/waitingLines";
import { whyNoMerge } from "./text/whyNoMerge";

/** @returns the exit code: 4 where the user's own work stands in the way, 3 where nothing can be approved yet. */
export async function approveMerge(host: Host, found: FoundSession, json: boolean): Promise<number> {
  const { view, named } = found;
  const approval = openApprovals(view).find(isResult);
  if (!approval) {
    const push = openApprovals(view).find(({ kind }) => kind === "merge");
    if (push) return askPush(host, found, push, json);
    if (mayOpenAgain(view)) return pullRequestAgain(host, found, json);
    const isOver = view.status === "ended" || view.undone;
    return refuse(
      host,
      failure(
        isOver ? "invalid-input" : "not-allowed",
        whyNoMerge(view, named, await isDriven(found.handle, found.run)),
      ),
    );
  }
  const allowed = await mayApprove(host, approval);
  if (!allowed.ok) return refuse(host, allowed.failure);
  const line = await openAgentLine(host, found);
  if (!line.ok) return refuse(host, line.failure);
  const say = json ? host.say : host.print;
  say(`Approved: ${visibleLine(approval.title)} (sha256 ${approval.hash})`);
  for (const text of mergingLines(view, host.size()?.columns ?? null)) say(text);
  const told = await give(host, line.value, approval);
  if (!told.ok) return refuse(host, told.failure);
  const { fact, seq } = told.value.taken;
  if (fact.type === "approval.given" && fact.answer.verdict === "rejected") {
    const text = "Somebody rejected it first; what is merged is merged anew, or the session ends.";
    host.say(text);
    if (json) host.print(JSON.stringify({ session: found.run, ...told.value, text }));
    return exitCode.conflicts;
  }
  if (fact.type === "approval.given" && !isOwn(fact.answer.origin, line.value.origin))
    host.say("Somebody approved it first; this answer has no effect.");
  return untilMerged(host, found, line.value, { json, since: seq, approval: approval.id });
}

/** The result is where it belongs; what waits leaves this machine, so its remote and branch are shown to a person. */
async function askPush(host: Host, found: FoundSession, push: ApprovalView, json: boolean): Promise<number> {
  const { view, named } = found;
  if (json || !atTerminal(host)) {
    const cause = `What waits is no merge but a push: ${visibleLine(push.title)}. A person answers that in a terminal: ${answerLine(view, push, named)}`;
    return refuse(host, failure("not-allowed", cause));
  }
  const line = await openAgentLine(host, found);
  if (!line.ok) return refuse(host, line.failure);
  return untilMerged(host, found, line.value, { json, since: view.seq, approval: push.id });
}

/**
 * Whoever types the verb after the question was asked answers it in so many words, so it is a person's answer even where no
 * rule may give one (`mustAsk`). Without a terminal the user's own configuration has to allow that (design 7.3), and what
 * weakens tests a person has to see all the same (design 7.9).
 */
async function mayApprove(host: Host, { subject, title }: ApprovalView): Promise<Result<void>> {
  if (atTerminal(host)) return { ok: true, value: undefined };
  if (subject?.kind === "merge" && subject.altered.length > 0) {
    const message = `Tests were altered (${subject.altered.map(visibleLine).join("; ")}), so only a person may approve this, in a terminal: ${visibleLine(title)}`;
    return { ok: false, failure: failure("not-allowed", message) };
  }
  const loaded = await loadOwnConfiguration(host);
  return loaded.ok ? mayApproveBeforehand(host, ["merge"], loaded.value) : loaded;
}

function give(host: Host, line: Line, { id, hash }: ApprovalView): Promise<Result<Told>> {
  return tellRun(host, line, {
    command: { type: "approval.give", approval: id, hash, verdict: "approved", scope: "once" },
    taken: (fact) => fact.type === "approval.given" && fact.approval === id,
  });
}

interface Until {
  json: boolean;
  since: number;
  /** The question that was answered. */
  approval: string;
}

async function untilMerged(host: Host, found: FoundSession, line: Line, until: Until): Promise<number> {
  const { json, since, approval } = until;
  const { run } = found;
  const say = json ? host.say : host.print;
  const prompter = atTerminal(host) && !json ? createClackPrompter(host.print) : null;
  let applied: FactOf<"session.applied"> | null = null;
  // A commit's message is read from git, so lines behind it wait their turn.
  let telling: Promise<void> = Promise.resolve();
  const tell = (lines: (view: RunView) => string[] | Promise<string[]>, view: RunView) => {
    telling = telling.then(async () => {
      for (const text of await lines(view)) say(text);
    });
  };
  const take = ({ fact }: RunEvent, view: RunView) => {
    if (fact.type === "session.applied") {
      applied = fact;
      tell(async (now) => appliedLines(fact, now, await subjectOf(host, now, fact)), view);
    }
    if (fact.type === "pullRequest.opened")
      tell((now) => [pullRequestLine(fact, fact.title ?? now.plan?.summary ?? now.prompt)], view);
    if (fact.type === "pullRequest.refused") tell(() => [noPullRequestLine(fact)], view);
    return [];
  };
  const followed = await attend({
    host,
    handle: line.handle,
    run,
    origin: line.origin,
    prompter,
    approved: [],
    since,
    lines: take,
    // Of a result that something stood in the way of it is asked anew at once: whoever approves again finds that question.
    enough: (now) => forPerson(now).some((one) => (isResult(one) ? one.id !== approval : prompter === null)),
    leaves: isResult,
  });
  await telling;
  if (!followed.ok) return refuse(host, followed.failure);
  const { end, view } = followed.value;
  if (!view) return exitCode.failed;
  // What comes next is told below, and has to be possible then.
  if (view.status === "ended") await stillDriven(found);
  return sayEnd(host, found, view, { end, applied, json });
}

async function subjectOf(host: Host, view: RunView, { commit }: FactOf<"session.applied">) {
  return commit === null ? null : commitSubject(host.environment, view, commit);
}

interface MergeEnd {
  end: string;
  applied: FactOf<"session.applied"> | null;
  json: boolean;
}

function sayEnd(host: Host, { run, named }: FoundSession, view: RunView, { end, applied, json }: MergeEnd) {
  const { session, status, outcome, verified, summary } = view;
  if (json) {
    const { merge = null, pullRequest = null, noPullRequest = null } = session ?? {};
    const waiting = waitingOf(view, named);
    const result = { applied, merge, pullRequest, noPullRequest, waiting };
    host.print(JSON.stringify({ session: run, status, outcome, verified, summary, ...result }));
  }
  if (applied && isBlocked(applied)) return exitCode.conflicts;
  if (end === "interrupted") {
    host.say(`The session ${run} goes on merging. Look: kilo-code agent-manager status${named}`);
    return exitCode.interrupted;
  }
  if (applied && !json && status === "ended") for (const text of nextStepLines(view, named)) host.print(text);
  if (end === "enough") {
    if (!json) for (const text of waitingLines(view, named)) host.print(text);
    return exitCode.waiting;
  }
  if (status === "running") {
    host.say(`Nobody drives ${run} any more. Go on: kilo-code agent-manager resume${named}`);
    return exitCode.failed;
  }
  if (!applied || status === "paused") {
    host.say(
      `The session ${run} ${status === "paused" ? "rests" : "has ended"}: ${cleanLine(view.pause?.message ?? summary)}`,
    );
    for (const text of waitingLines(view, named)) host.say(text);
  }
  return exitCodeOfRun(view, false);
}
