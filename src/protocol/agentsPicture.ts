// The picture of a session that the Agents view draws, made from the run's view alone: what the host sends is what the
// log says. Pure; it reads a view and changes nothing in it.
import { longest } from "./agentBatches";
import { type AgentRow, agentRows, agentTasks, sessionProgress } from "./agents";
import type { AgentPicture, AsidePicture, MergePicture, SessionPicture } from "./agentsWire";
import { type Effort, lengthOf } from "./effort";
import { foreseenConflicts } from "./foreseen";
import { openHandQuestions } from "./handQuestion";
import { leftWords } from "./leftSubmodules";
import { isOfferedAgain } from "./mayOpenAgain";
import { ownNamed } from "./ownNamed";
import type { RunView } from "./run";
import type { SessionView } from "./session";
import type { Driver } from "./wire";

const messagesShown = 100;

/** @returns null where the run is no session. */
export function agentsPicture(view: RunView, driver: Driver): SessionPicture | null {
  const { session, settings } = view;
  if (!session) return null;
  const isDriven = driver !== "nobody";
  const rows = agentRows(view, isDriven);
  const warnings = foreseenConflicts(view);
  const { spent, reserved } = view.purses.run ?? { spent: 0, reserved: 0 };
  return {
    session: view.run,
    name: settings.session?.name ?? null,
    prompt: view.prompt,
    status: view.status,
    outcome: view.outcome,
    verified: view.verified,
    undone: view.undone,
    stopping: view.stopRequested && view.status !== "ended",
    pause: view.status === "paused" ? (view.pause?.message ?? "") : null,
    summary: view.summary,
    driver,
    startedAt: view.startedAt,
    endedAt: view.endedAt ?? (isDriven && view.status === "running" ? null : view.at),
    spent,
    reserved,
    cap: settings.capMicros,
    progress: sessionProgress(view),
    maxParallel: settings.session?.maxParallel ?? 1,
    agents: agentPictures(view, session, rows, warnings),
    critical: criticalPath(rows),
    warnings,
    strategy: settings.session?.merge.strategy ?? "manual",
    merge: mergePicture(session),
    aside: asides(session),
    ...waitingOf(view),
    committed: committedPicture(view, session),
    pullRequest: session.pullRequest,
    ...(session.noPullRequest === null ? {} : { noPullRequest: session.noPullRequest }),
    ...(isOfferedAgain(view) ? { mayOpenAgain: true } : {}),
    messages: session.messages.slice(-messagesShown),
  };
}

function agentPictures(
  view: RunView,
  session: SessionView,
  rows: readonly AgentRow[],
  foreseen: SessionView["warnings"],
): AgentPicture[] {
  const waves = wavesOf(rows, view.settings.session?.batchSize ?? null);
  return rows.map((row) => {
    const agent = ownNamed(session.agents, row.name);
    const tasks = new Set(agent ? agentTasks(view, agent).map(({ task }) => task) : []);
    const mine = foreseen.filter(({ agents }) => agents.includes(row.name));
    return {
      ...row,
      wave: waves.get(row.name) ?? 1,
      why: agent?.why ?? null,
      round: agent?.round ?? 1,
      asks: Object.values(view.approvals).some(
        ({ answer, task }) => !answer && task !== undefined && tasks.has(task),
      ),
      resolving: openHandQuestions(view, row.name).length > 0,
      conflicts: agent?.aside?.conflicts ?? mine.flatMap(({ conflicts }) => conflicts),
      notes: agent?.tree?.notes ?? [],
    };
  });
}

/** With a pull request alone the result lives on its branch. */
function committedPicture(
  { settings }: RunView,
  { committed, merge }: SessionView,
): SessionPicture["committed"] {
  if (!committed) return null;
  const { createPullRequest = false, autoCommit = false } = settings.session?.merge ?? {};
  const onBranch = createPullRequest && !autoCommit && merge ? { onBranch: merge.branch } : {};
  const { commit, written, blocked, left = [] } = committed;
  const words = leftWords(left, merge?.commit ?? "");
  const notMerged = words === null ? {} : { notMerged: words };
  return { commit, written: written.length, blocked, ...onBranch, ...notMerged };
}

function mergePicture({ merge }: SessionView): MergePicture | null {
  if (!merge) return null;
  const { round, status, branch, landed, checked, culprits } = merge;
  return { round, status, branch, landed, checked, culprits };
}

function asides(session: SessionView): AsidePicture[] {
  return session.order.flatMap((name) => {
    const aside = ownNamed(session.agents, name)?.aside;
    return aside ? [{ agent: name, ...aside }] : [];
  });
}

function waitingOf(view: RunView): Pick<SessionPicture, "mergeApproval" | "waiting"> {
  const open =
    view.status === "ended" ? [] : Object.values(view.approvals).filter(({ answer }) => answer === undefined);
  const merge = open.find(({ kind }) => kind === "merge");
  return {
    mergeApproval: merge
      ? {
          id: merge.id,
          hash: merge.hash,
          title: merge.title,
          files: merge.subject?.kind === "merge" ? merge.subject.files.length : 0,
          // A push by itself is asked about in words alone.
          ...(merge.subject?.kind !== "merge" || merge.subject.outside ? { outside: true } : {}),
        }
      : null,
    waiting: open.map(({ id, kind, title }) => ({ id, kind, title })),
  };
}

interface Node {
  name: string;
  after: readonly string[];
}

/**
 * The wave of each agent, from 1: one more than the latest of those it waits for, and with batches at most so many
 * agents in each. A name nobody has, and a circle a plan never has, count as nothing to wait for.
 */
export function wavesOf(nodes: readonly Node[], batchSize: number | null): Map<string, number> {
  const names = new Set(nodes.map(({ name }) => name));
  const waves = new Map<string, number>();
  let open = [...nodes];
  for (let wave = 1; open.length > 0; wave += 1) {
    const isReady = ({ after, name }: Node) =>
      after.every((other) => other === name || !names.has(other) || waves.has(other));
    const ready = open.filter(isReady);
    const next = (ready.length > 0 ? ready : open).slice(0, batchSize ?? open.length);
    for (const { name } of next) waves.set(name, wave);
    open = open.filter(({ name }) => !waves.has(name));
  }
  return waves;
}

/**
 * The names along the chain of agents that wait for each other and is expected to take longest; the first of equal ones.
 * Empty without edges.
 */
export function criticalPath(nodes: readonly (Node & { effort?: Effort })[]): string[] {
  const byName = new Map(nodes.map((node) => [node.name, { ...node, id: node.name }]));
  const ways = longest([...byName.values()], ({ after }) => after, lengthOf);
  const furthest = (names: readonly string[]) =>
    names.reduce<string | undefined>(
      (best, name) =>
        (ways.get(name) ?? 0) > (best === undefined ? 0 : (ways.get(best) ?? 0)) ? name : best,
      undefined,
    );
  const path: string[] = [];
  for (let name = furthest([...byName.keys()]); name !== undefined && !path.includes(name); ) {
    path.unshift(name);
    name = furthest(byName.get(name)?.after ?? []);
  }
  return path.length > 1 ? path : [];
}
