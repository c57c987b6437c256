// The fold of an Agent Manager session: agents with their trees, processes and results, merge rounds, messages.
import type { FactType, FoldTable } from "./event";
import { ownNamed, setNamed } from "./ownNamed";
import type { Plan } from "./plan";
import type { RunView } from "./run";
import type { AgentView, MergeView, SessionView } from "./session";
import type { NewTask } from "./task";

/** Why a step that waits for a lost one is dropped. */
export const blockedWords = "a step it waits for was not done";

/** How the summary of a run says that a pull request it was to have is not there. */
export const unopenedWords = "no pull request was opened";

export function emptySession(): SessionView {
  return {
    base: null,
    agents: {},
    order: [],
    warnings: [],
    merge: null,
    tip: null,
    rounds: 0,
    committed: null,
    pullRequest: null,
    noPullRequest: null,
    messages: [],
  };
}

export const sessionFolds = {
  "session.based": (view, { commit, branch = null, bare, topLevel }) =>
    inSession(view, (session) => {
      session.base = commit;
      if (bare) session.bare = bare;
      if (topLevel) session.topLevel = topLevel;
      session.branch = branch;
    }),
  "agent.placed": (view, { agent, tree, filling }) =>
    withAgent(view, agent, (one) => {
      one.tree = tree;
      one.old = null;
      setFilling(one, filling);
    }),
  "agent.filled": (view, { agent, tree, failure }) =>
    withAgent(view, agent, (one) => {
      if (tree) one.tree = tree;
      setFilling(one, undefined);
      if (failure) one.unfilled = failure;
    }),
  "agent.removed": (view, { agent }) =>
    withAgent(view, agent, (one) => {
      setFilling(one, undefined);
      one.tree = null;
      one.old = null;
      one.worker = null;
    }),
  "agent.finished": (view, { agent, result }, at) =>
    withAgent(view, agent, (one) => {
      one.result = { ...result, at };
      delete one.sentBack;
      one.stale = [];
    }),
  "agent.reopened": (view, { agent, reason, message }) =>
    withAgent(view, agent, (one) => {
      const { commit, base } = one.result ?? {};
      const given = commit !== undefined && commit !== base ? commit : one.sentBack;
      if (given !== undefined) one.sentBack = given;
      if (reason === "recreate" && given !== undefined) {
        one.former = [...(one.former ?? []), given];
        delete one.sentBack;
      }
      one.round += 1;
      one.reason = reason;
      one.why = message;
      one.result = null;
      one.aside = null;
      one.landed = null;
      one.stale = [];
      // What never had files holds nothing to be kept.
      if (one.unfilled) one.tree = null;
      if (one.unfilled || reason === "recreate") setFilling(one, undefined);
      if (reason === "stale") one.refreshed = (one.refreshed ?? 0) + 1;
      if (reason === "recreate") {
        one.files = {};
        one.old = one.tree ?? one.old;
        one.tree = null;
      }
      waitAgain(view, one.step);
      dropMerge(view);
    }),
  "agent.setAside": (view, { agent, aside }) =>
    withAgent(view, agent, (one) => {
      one.aside = aside;
      one.landed = null;
      dropMerge(view);
    }),
  "agent.stale": (view, { agent, artifacts, told }) =>
    withAgent(view, agent, (one) => {
      one.stale = artifacts;
      if (told)
        give(
          one,
          artifacts.map((name) => ({ name, hash: view.artifacts[name]?.hash ?? "" })),
        );
    }),
  "worker.started": (view, { agent, pid, host }, at) =>
    withAgent(view, agent, (one) => {
      one.worker = { pid, since: at, host };
    }),
  "worker.stopped": (view, { agent, pid }) =>
    withAgent(view, agent, (one) => {
      if (one.worker?.pid === pid) one.worker = null;
    }),
  "radar.looked": (view, { warnings }) =>
    inSession(view, (session) => {
      session.warnings = warnings;
    }),
  "merge.begun": (view, { round, folder, branch, base }) =>
    inSession(view, (session) => {
      session.rounds = round;
      session.blocked = 0;
      session.iterations ??= view.settings.maxIterations;
      // Each round is proved anew: a person who wants changes takes no iteration away from debuggers.
      view.settings.maxIterations = view.iteration + session.iterations;
      session.merge = {
        round,
        status: "running",
        folder,
        branch,
        base,
        iterationBefore: view.iteration,
        commit: base,
        landed: [],
        aside: [],
        checked: [],
        culprits: [],
      };
      for (const agent of Object.values(session.agents)) {
        agent.landed = null;
        if (agent.aside?.kind !== "rejected") agent.aside = null;
      }
    }),
  "merge.checked": (view, { members, verdict }) =>
    inMerge(view, (merge) => void merge.checked.push({ members, verdict })),
  "merge.bisected": (view, { culprit }) => inMerge(view, (merge) => void merge.culprits.push(culprit)),
  "merge.landed": (view, { agent, commit }) =>
    inMerge(view, (merge, session) => {
      merge.commit = commit;
      session.tip = commit;
      if (!merge.landed.includes(agent)) merge.landed.push(agent);
      withAgent(view, agent, (one) => {
        one.landed = commit;
      });
    }),
  "merge.setAside": (view, { agent, aside }) =>
    inMerge(view, (merge) => {
      if (!merge.aside.includes(agent)) merge.aside.push(agent);
      withAgent(view, agent, (one) => {
        one.aside = aside;
      });
    }),
  "merge.carried": (view, { kept, dropped }) =>
    inMerge(view, (merge, session) => {
      view.files = {};
      for (const file of kept) setNamed(view.files, file.path, file);
      if (dropped.length === 0) return;
      merge.dropped = dropped;
      session.forgotten = merge.iterationBefore;
    }),
  "merge.ended": (view, { commit }) =>
    inMerge(view, (merge, session) => {
      merge.status = "ended";
      merge.commit = commit;
      session.merged = { folder: merge.folder, commit };
    }),
  "session.applied": (view, { commit, written, blocked, conflicts, left }) =>
    inSession(view, (session) => {
      // Nothing came in either where commits of the user's were in the way.
      const against = conflicts.flatMap(({ kind, paths }) => paths.map((path) => contested(path, kind)));
      const held = [...blocked, ...against];
      session.committed = { commit, written, blocked: held, ...(left ? { left } : {}) };
      if (blocked.length + conflicts.length > 0) session.blocked = (session.blocked ?? 0) + 1;
    }),
  "session.undone": (view) =>
    inSession(view, () => {
      view.undone = true;
    }),
  "pullRequest.opened": (view, { type: _, ...opened }, at) =>
    inSession(view, (session) => {
      session.pullRequest = { ...opened, state: "open", checks: "none", at };
      session.noPullRequest = null;
      // Tried again after the end.
      view.summary = view.summary.replace(unopenedWords, `pull request #${opened.number} was opened later`);
    }),
  "pullRequest.refused": (view, { why, noGitHub }) =>
    inSession(view, (session) => {
      session.noPullRequest = why;
      if (noGitHub) session.noGitHub = true;
      else delete session.noGitHub;
    }),
  "pullRequest.looked": (view, { state, checks }, at) =>
    inSession(view, ({ pullRequest }) => {
      if (pullRequest) Object.assign(pullRequest, { state, checks, at });
    }),
  "message.sent": (view, { message, from, to, text, answers }, at) =>
    inSession(view, (session) => void session.messages.push({ id: message, at, from, to, text, answers })),
} satisfies Partial<FoldTable<FactType>>;

/** Every named step of an accepted plan has its agent; agents of steps that were there keep what they have. */
export function foldAgents(view: RunView, plan: Plan): void {
  inSession(view, (session) => {
    for (const step of plan.steps) {
      if (step.agent === undefined || ownNamed(session.agents, step.agent)) continue;
      setNamed(session.agents, step.agent, newAgent(step.agent, step.id, step.role));
      session.order.push(step.agent);
    }
  });
}

function contested(path: string, kind: string): { path: string; why: string } {
  return { path, why: `it conflicts with what you committed since (${kind})` };
}

/** What the packet of an agent's task shows it. */
export function foldGiven(view: RunView, { step, artifacts }: Pick<NewTask, "step" | "artifacts">): void {
  if (!artifacts) return;
  for (const agent of Object.values(view.session?.agents ?? {}))
    if (agent.step === step) give(agent, artifacts);
}

function give(agent: AgentView, artifacts: NonNullable<NewTask["artifacts"]>): void {
  agent.given ??= {};
  for (const { name, hash } of artifacts) setNamed(agent.given, name, hash);
}

function newAgent(name: string, step: string, role: string): AgentView {
  return {
    name,
    step,
    role,
    tree: null,
    old: null,
    worker: null,
    round: 1,
    reason: null,
    why: null,
    result: null,
    aside: null,
    landed: null,
    files: {},
    stale: [],
  };
}

function inSession(view: RunView, change: (session: SessionView) => void): void {
  if (view.session) change(view.session);
}

function inMerge(view: RunView, change: (merge: MergeView, session: SessionView) => void): void {
  inSession(view, (session) => {
    if (session.merge) change(session.merge, session);
  });
}

function setFilling(one: AgentView, filling: true | undefined): void {
  delete one.filling;
  delete one.unfilled;
  if (filling) one.filling = filling;
}

function withAgent(view: RunView, name: string, change: (agent: AgentView) => void): void {
  const agent = view.session ? ownNamed(view.session.agents, name) : undefined;
  if (agent) change(agent);
}

/** A step begins once more, and with it those that were given up because of it. */
function waitAgain(view: RunView, id: string): void {
  const step = view.steps.find((one) => one.id === id);
  if (!step) return;
  step.status = "waiting";
  delete step.task;
  delete step.evidence;
  for (const next of view.steps) {
    const isGivenUp = next.status === "dropped" && next.evidence === blockedWords;
    if (isGivenUp && next.after.includes(id)) waitAgain(view, next.id);
  }
}

/** What was merged is no longer what shall be: the next round begins anew. */
function dropMerge(view: RunView): void {
  inSession(view, (session) => {
    session.merge = null;
  });
  view.applied = null;
}
