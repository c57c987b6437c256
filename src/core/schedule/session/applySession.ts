// What was merged and proved is shown to a person, with everything needed to judge it, and comes into their tree once
// approved: uncommitted, or as one commit. Their own uncommitted work stays byte for byte, or nothing is written.
import { join } from "node:path";
import type { Approval } from "../../../protocol/approval";
import type { ApprovalSubject } from "../../../protocol/approvalSubject";
import { clause } from "../../../protocol/clause";
import { committedAgainst } from "../../../protocol/committedAgainst";
import { counted } from "../../../protocol/counted";
import type { Result } from "../../../protocol/failure";
import { leftWords } from "../../../protocol/leftSubmodules";
import { resultQuestion } from "../../../protocol/resultQuestion";
import type { RunView } from "../../../protocol/run";
import type { SessionView } from "../../../protocol/session";
import { approvalOf, askApproval, hashAction } from "../../agent/approve";
import { applyApproved } from "../../fleet/merge/applyApproved";
import { demand } from "../../git/outcome";
import { describeAltered, firstTree, needsPerson } from "../changes";
import { openCriteria } from "../openCriteria";
import { takeCheckpoint } from "../performTree";
import { isCounted } from "../review";
import { type Runtime, rootOf } from "../runtime";
import { commitWork } from "./commitWork";
import { conflictView } from "./conflictView";
import { reviewOf } from "./decideReview";
import { demandSession } from "./fleet";
import { branchOf, type PullRequestPlan, planPullRequest, pushAction, pushDetail } from "./pullRequestPlan";
import { resultLabel } from "./wantsPullRequest";

export async function applySession(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const view = log.view();
  const session = demandSession(view);
  const round = session.merge?.round;
  const taken = demand(await takeCheckpoint(runtime, resultLabel, { step: null, iteration: view.iteration }));
  const { commit } = await commitWork(runtime, "integration", { path: rootOf(runtime) });
  const first = firstTree(view) ?? taken.tree;
  const changed = demand(await runtime.checkpoints(rootOf(runtime)).diff(first, taken.tree));
  // What would come in is what is there: nothing about it is to be decided.
  if (changed.files.length === 0 && firstTree(view) !== null) {
    log.append(
      { type: "session.applied", commit: null, written: [], blocked: [], conflicts: [] },
      { type: "result.applied", written: [], conflicts: [] },
    );
    return;
  }
  const asked = byPullRequest(view)
    ? publishQuestion(view, session, await planPullRequest(runtime, commit), { commit, changed })
    : questionOf(view, session, commit, changed);
  const answer = await askApproval({ view: log.view, emit: log.append, decided: runtime.decided }, asked);
  // The person wants something else merged than what was asked about.
  if (demandSession(log.view()).merge?.round !== round) return;
  if (answer.verdict === "rejected") {
    log.append({ type: "result.applied", written: [], conflicts: [] });
    log.append({
      type: "notice.given",
      text: `The result was not applied; it stays on ${session.merge?.branch}.`,
    });
    return;
  }
  await bringHome(runtime, commit);
}

async function bringHome(runtime: Runtime, commit: string): Promise<void> {
  const { log, scratch, ports } = runtime;
  const view = log.view();
  const session = demandSession(view);
  const autoCommit = view.settings.session?.merge.autoCommit ?? false;
  if (byPullRequest(view)) {
    log.append(
      { type: "session.applied", commit, written: [], blocked: [], conflicts: [] },
      { type: "result.applied", written: [], conflicts: [] },
    );
    return;
  }
  const outcome = demand(
    await applyApproved({
      git: runtime.git(view.folder),
      session: view.run,
      result: commit,
      // What was shown is the work since the session began; on another branch git would bring that branch's work too.
      base: session.base,
      autoCommit,
      subject: subjectOf(view),
      steps: session.merge?.landed ?? [],
      scratchFolder: join(scratch, "apply"),
      now: ports.now,
    }),
  );
  if (outcome.applied) {
    const { written, left } = outcome;
    const text = leftWords(left, session.merge?.commit ?? commit);
    const told = left.length === 0 ? {} : { left };
    log.append(
      { type: "session.applied", commit: outcome.commit, written, blocked: [], conflicts: [], ...told },
      { type: "result.applied", written, conflicts: [] },
      ...(text === null ? [] : [{ type: "notice.given", text } as const]),
    );
    return;
  }
  const blocked = outcome.blocked.map(({ path, why }) => ({ path, why }));
  const conflicts = outcome.conflicts.map((one) => conflictView(one, { ours: "you", theirs: "the session" }));
  log.append(
    { type: "session.applied", commit: null, written: [], blocked, conflicts },
    {
      type: "notice.given",
      text: `Nothing was merged: ${[...blocked.map(({ path, why }) => `${path}: ${why}`), ...conflicts.map(({ text }) => text)].join("; ")}. ${conflicts.length > 0 ? committedAgainst(view) : "Commit or undo these changes, then approve again."}`,
    },
  );
}

/** With a pull request the result lives on its branch; only an explicit commit is for the user's tree too. */
function byPullRequest({ settings: { session } }: RunView): boolean {
  return session?.merge.createPullRequest === true && !session.merge.autoCommit;
}

/** As people write the first line of a commit. */
export function subjectOf({ prompt, settings }: RunView): string {
  const words = clause((settings.session?.name ?? prompt).split("\n", 1)[0]?.trim() ?? "");
  const kind = /\b(fix|bug|repair)\b/i.test(words) ? "fix" : /\brefactor/i.test(words) ? "refactor" : "feat";
  return `${kind}: ${words.slice(0, 66)}`;
}

/** Result and push are one question: remote and branch are shown with what would go there, and no rule answers it. */
function publishQuestion(
  view: RunView,
  session: SessionView,
  planned: Result<PullRequestPlan>,
  { commit, changed }: { commit: string; changed: Changed },
): Approval {
  const asked = questionOf(view, session, commit, changed);
  const what = `${counted(session.merge?.landed.length ?? 0, "agent")} (${counted(changed.files.length, "changed file")})`;
  if (!planned.ok) {
    return {
      ...asked,
      title: `Keep the work of ${what} on ${branchOf(view)}: no pull request can be opened`,
      detail: `No pull request: ${planned.failure.message}\n\n${asked.detail}`,
      ...outside(asked, { where: `No pull request: ${planned.failure.message}`, words: null }),
    };
  }
  const plan = planned.value;
  const { head, words } = pushDetail(view, plan);
  return {
    ...asked,
    hash: hashAction("merge", pushAction(plan)),
    mustAsk: true,
    title: `Push the work of ${what} to ${plan.remote.url} as ${plan.branch}, and open a pull request into ${plan.into}`,
    detail: `${head}\n\n${asked.detail}\n\n${words}`,
    ...outside(asked, { where: head, words }),
  };
}

type Outside = Extract<ApprovalSubject, { kind: "merge" }>["outside"] & {};

/** What hosts that show a card say of it: the user's folder stays as it is. */
function outside({ subject }: Approval, place: Outside): Pick<Approval, "subject"> {
  return subject?.kind === "merge" ? { subject: { ...subject, outside: place } } : {};
}

type Changed = { text: string; files: { path: string; added: number; removed: number }[] };

function questionOf(view: RunView, session: SessionView, commit: string, { text, files }: Changed): Approval {
  const last = view.verifications.at(-1);
  const altered = (last?.alteredTests ?? []).filter((test) => needsPerson([test]));
  const tries = session.blocked ?? 0;
  const { strategy, requireTests } = view.settings.session?.merge ?? {
    strategy: "manual",
    requireTests: true,
  };
  const unproved = requireTests ? whyUnproved(view) : null;
  const byItself = strategy === "auto" && tries === 0 && unproved === null;
  const why =
    strategy === "auto" && unproved !== null ? `; asked because no check proved it: ${unproved}` : "";
  const approval = approvalOf({
    kind: "merge",
    about: resultQuestion(session),
    title: `Merge ${counted(session.merge?.landed.length ?? 0, "agent")}, ${counted(files.length, "changed file")}, into ${session.topLevel ?? view.folder}${why}`,
    detail: [
      ...detailOf(view, session),
      files.map(({ path, added, removed }) => `${path} +${added} −${removed}`).join("\n"),
      text,
    ].join("\n\n"),
    action: `${session.base}..${commit}`,
    subject: {
      kind: "merge",
      files: files.map(({ path, added, removed }) => ({ path, added, removed })),
      altered: describeAltered(altered),
    },
  });
  return byItself && altered.length === 0 ? approval : { ...approval, mustAsk: true };
}

/** Null where checks and criteria prove the result. */
function whyUnproved(view: RunView): string | null {
  const last = view.verifications.at(-1);
  if (last?.verdict !== "green")
    return last?.reasons.join(" ") || `Checks are ${last?.verdict ?? "not run"}.`;
  const open = openCriteria(view, last).length;
  return open === 0 ? null : `${counted(open, "criterion", "criteria")} without evidence.`;
}

function detailOf(view: RunView, session: SessionView): string[] {
  const last = view.verifications.at(-1);
  const review = reviewOf(view);
  const aside = Object.values(session.agents).filter((agent) => agent.aside !== null);
  const blocked = session.committed?.blocked ?? [];
  const dropped = session.merge?.dropped ?? [];
  const stale = Object.values(session.agents).filter(
    (agent) => agent.landed !== null && agent.stale.length > 0,
  );
  return [
    ...(blocked.length > 0
      ? [
          `In the way when it was last approved:\n${blocked.map(({ path, why }) => `${path}: ${why}`).join("\n")}`,
        ]
      : []),
    `Landed: ${session.merge?.landed.join(", ") || "nothing"}`,
    ...(aside.length > 0
      ? [`Set aside:\n${aside.map(({ name, aside: why }) => `${name}: ${why?.text}`).join("\n")}`]
      : []),
    ...(stale.length > 0
      ? [
          `Not in line with artifacts that changed since:\n${stale.map((agent) => `${agent.name}: ${agent.stale.join(", ")}`).join("\n")}`,
        ]
      : []),
    ...(last
      ? [
          `Checks: ${last.verdict}\n${last.receipts.map(({ command, exitCode, end }) => `${command}: ${exitCode === null ? end : `exit ${exitCode}`}`).join("\n")}`,
        ]
      : []),
    ...view.steps.filter(isCounted).map(({ agent, id, evidence, result }) => {
      return `Review by ${agent ?? id}: ${evidence}\n${result?.text ?? ""}`;
    }),
    ...(dropped.length > 0
      ? [
          `Changes of the debugger that do not apply any more:\n${dropped.map(({ path, why }) => `${path}: ${why}`).join("\n")}`,
        ]
      : []),
    ...(review ? [`Review: ${review.evidence}\n${review.result.text}`] : []),
  ];
}
