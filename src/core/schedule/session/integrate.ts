// The merge train of a session's round: accepted work comes together in graph order, each proved by the project's checks
// against the baseline. Every event of the train is a fact; killed and begun again it comes to the same end.
import { counted } from "../../../protocol/counted";
import type { Fact } from "../../../protocol/event";
import { FailureError } from "../../../protocol/failure";
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView } from "../../../protocol/run";
import type { AsideView } from "../../../protocol/session";
import { mergeTrain } from "../../fleet/merge/mergeTrain";
import type { SetAside, TrainEvent, TrainPlace, TrainVerdict } from "../../fleet/merge/trainTypes";
import { demand } from "../../git/outcome";
import { runVerification } from "../../verify/verify";
import { currentSteps } from "../graph";
import { checking, checksThatHold } from "../performEvidence";
import type { Runtime } from "../runtime";
import { carryPatches } from "./carryPatches";
import { conflictView } from "./conflictView";
import { demandSession, integration, worktreesOf } from "./fleet";
import { membersOf } from "./members";

/** Members up to which the checks run after each; above, they are proved in batches and a red one is bisected. */
const mostProvedAlone = 8;
const batchOfMany = 4;

export async function integrate(runtime: Runtime, round: number): Promise<void> {
  const stopped = stopWhenReopened(runtime);
  try {
    await mergeRound(runtime, round, stopped.signal);
  } catch (thrown) {
    const isOver = stopped.signal.aborted && !runtime.signal.aborted;
    if (!isOver || !(thrown instanceof FailureError)) throw thrown;
  } finally {
    stopped.forget();
  }
}

/** Ends where it is as soon as `signal` says that something else shall be merged. */
async function mergeRound(runtime: Runtime, round: number, signal: AbortSignal): Promise<void> {
  const { log } = runtime;
  const place = await integrationTree(runtime, round);
  if (signal.aborted) return;
  const view = log.view();
  const session = demandSession(view);
  const base = session.base ?? place.base;
  if (session.merge === null)
    log.append({ type: "merge.begun", round, folder: place.path, branch: place.branch, base });
  const git = runtime.git(view.folder);
  const { members, aside } = await membersOf(log.view(), git);
  if (signal.aborted) return;
  for (const [agent, why] of aside) {
    if (ownNamed(session.agents, agent)?.aside === null)
      log.append({ type: "merge.setAside", round, agent, aside: why });
  }
  const result = demand(
    await mergeTrain({
      git,
      session: view.run,
      base,
      worktree: { path: place.path, branch: place.branch },
      members,
      batch: members.length > mostProvedAlone ? batchOfMany : 1,
      checks: (at, stop) => check(runtime, at, stop),
      onEvent: (event) => tell(runtime, round, event),
      signal,
    }),
  );
  const carried = await carryPatches(runtime, round, place.path, result.commit);
  if (signal.aborted) return;
  log.append(...carried, { type: "merge.ended", round, commit: result.commit, tree: result.tree });
}

/** The first round has the tree the baseline was measured in; another round gets a fresh one from the base. */
async function integrationTree(runtime: Runtime, round: number) {
  const { log } = runtime;
  const { worktree, run, session } = log.view();
  const branch = round === 1 ? `kilo-${run}` : `kilo-${run}-r${round}`;
  if (worktree?.branch === branch) return worktree;
  const name = `${run}-${integration}-${round}`;
  const request = { name, branch, base: session?.base ?? "HEAD", leases: null };
  const added = demand(await worktreesOf(runtime, integration).add(request));
  const place = { path: added.path, branch: added.branch, base: added.base };
  log.append({ type: "worktree.added", ...place });
  return place;
}

async function check(runtime: Runtime, place: TrainPlace, signal: AbortSignal): Promise<TrainVerdict> {
  const view = runtime.log.view();
  // That a criterion fails before its agent's work is in is the work to be done, and nobody else's fault.
  const isIn = new Set([...(view.session?.merge?.landed ?? []), ...place.members]);
  const steps = currentSteps(view).filter(({ agent }) => isIn.has(agent ?? ""));
  const { verdict, receipts, reasons } = await runVerification({
    ...checking(runtime, place.tree),
    checks: checksThatHold(view, steps),
    signal,
    baseline: view.baseline,
    iteration: view.iteration,
    alteredTests: [],
    onReceipt: () => {},
    uncovered: () => [],
  });
  return { verdict, receipts, reasons };
}

function tell(runtime: Runtime, round: number, event: TrainEvent): void {
  const { log } = runtime;
  if (event.type === "begun") {
    // What landed before its driver could tell.
    for (const one of event.landed) tell(runtime, round, { type: "landed", landed: one });
    return;
  }
  const fact = factOf(log.view(), round, event);
  if (fact) log.append(fact);
}

function factOf(
  { session }: RunView,
  round: number,
  event: Exclude<TrainEvent, { type: "begun" }>,
): Fact | null {
  const known = session?.merge;
  switch (event.type) {
    case "checked": {
      const { place, verdict } = event;
      if (place.members.length === 0) return null;
      return {
        type: "merge.checked",
        round,
        members: place.members,
        commit: place.commit,
        verdict: verdict.verdict,
      };
    }
    case "bisected":
      if (known?.culprits.includes(event.culprit)) return null;
      return {
        type: "merge.bisected",
        round,
        members: event.members,
        culprit: event.culprit,
        runs: event.runs,
      };
    case "landed": {
      const { member, commit, from } = event.landed;
      if (known?.landed.includes(member)) return null;
      return { type: "merge.landed", round, agent: member, commit, from };
    }
    case "setAside":
      // A train that was cut off tries again what it had set aside, and comes to the same.
      if (known?.aside.includes(event.setAside.member)) return null;
      return { type: "merge.setAside", round, agent: event.setAside.member, aside: asideOf(event.setAside) };
  }
}

/** Names of failing tests or checks that are told of a red member. */
const mostFailures = 12;

function asideOf({ member, why }: SetAside): AsideView {
  switch (why.kind) {
    case "conflict": {
      const conflicts = why.conflicts.map((one) =>
        conflictView(one, { ours: why.with.join(", ") || "landed", theirs: member }),
      );
      const text = `conflicts with ${why.with.join(", ") || "what landed before"} in ${counted(conflicts.length, "place")}`;
      return { kind: "conflict", text, conflicts, with: why.with };
    }
    case "red": {
      const failing = why.verdict.receipts.filter(({ exitCode }) => exitCode !== 0);
      const lines = failing.map(
        ({ command, exitCode, end }) => `\`${command}\` ${exitCode === null ? end : `exit ${exitCode}`}`,
      );
      const together = why.together ? ", together with what landed before it" : "";
      return {
        kind: "red",
        text: `${lines.slice(0, mostFailures).join(", ") || "checks fail"}${together}`,
        conflicts: [],
        with: [],
      };
    }
    case "dependency":
      return {
        kind: "dependency",
        text: `it depends on ${why.member}, which did not land`,
        conflicts: [],
        with: [],
      };
    case "unmergeable":
      return { kind: "unmergeable", text: why.message, conflicts: [], with: [] };
  }
}

/** A person who changes what shall be merged does not wait for a merge that is out of date. */
function stopWhenReopened(runtime: Runtime): { signal: AbortSignal; forget(): void } {
  const controller = new AbortController();
  const forget = runtime.log.subscribe(({ fact }) => {
    if (fact.type === "agent.reopened" || fact.type === "agent.setAside") controller.abort();
  });
  return { signal: AbortSignal.any([runtime.signal, controller.signal]), forget };
}
