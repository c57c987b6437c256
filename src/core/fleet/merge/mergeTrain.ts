// The merge train: brings members together on the integration branch in graph order, proves each (or each batch) with
// the project's checks, finds the one that turns a batch red, sets it aside with its dependants and lands the rest.
// Never touches the user's tree or branch. Killed at any point and started again it comes to the same end.
import { FailureError, failure, type Result } from "../../../protocol/failure";
import { compareTrees } from "../../git/commands/compareTrees";
import type { Git } from "../../git/git";
import { demand, outcomeOf } from "../../git/outcome";
import { withLock } from "../../git/repositoryLock";
import { resolveNames, tipOf } from "./commits";
import type { Conflict } from "./conflict";
import { type Merged, mergeInto } from "./mergeInto";
import { openTrainTree, type TrainTree, trainLock } from "./trainTree";
import type {
  Landed,
  SetAside,
  SetAsideWhy,
  TrainEvent,
  TrainMember,
  TrainPlace,
  TrainRequest,
  TrainResult,
  TrainVerdict,
} from "./trainTypes";

/** A member merged onto the ones before it, not yet proven. */
interface Car {
  member: TrainMember;
  commit: string;
  tree: string;
}

interface Train {
  request: TrainRequest;
  tree: TrainTree;
  signal: AbortSignal;
  /** Last proven commit; the branch is there. */
  tip: string;
  waiting: TrainMember[];
  landed: Landed[];
  aside: Map<string, SetAside>;
  verdict: TrainVerdict | null;
  /** True once a tip was seen green, or at least not red, by this train. */
  proven: boolean;
}

const namePattern = /^[^\p{Cc}\p{Cf}\s](?:[^\p{Cc}\p{Cf}]*[^\p{Cc}\p{Cf}\s])?$/u;

function checkMembers(members: readonly TrainMember[]): void {
  const seen = new Set<string>();
  const say = (message: string) => new FailureError(failure("invalid-input", message));
  for (const { name, after } of members) {
    if (!namePattern.test(name)) throw say(`"${name}" cannot name a member; use visible characters only.`);
    if (seen.has(name)) throw say(`${name} is in the merge twice.`);
    const missing = after.find((other) => !seen.has(other));
    if (missing !== undefined) {
      throw say(`${name} depends on ${missing}, which does not stand before it in the merge.`);
    }
    seen.add(name);
  }
}

async function tell(train: Train, event: TrainEvent): Promise<void> {
  await train.request.onEvent?.(event);
}

async function putAside(train: Train, member: string, why: SetAsideWhy): Promise<void> {
  const setAside = { member, why };
  train.aside.set(member, setAside);
  await tell(train, { type: "setAside", setAside });
}

async function check(train: Train, commit: string, tree: string, members: string[]): Promise<TrainVerdict> {
  if (train.signal.aborted) throw new FailureError(failure("aborted", "The merge was stopped."));
  await train.tree.place(commit);
  const place: TrainPlace = { folder: train.tree.folder, commit, tree, members };
  const verdict = await train.request.checks(place, train.signal);
  if (train.signal.aborted) throw new FailureError(failure("aborted", "The merge was stopped."));
  await tell(train, { type: "checked", place, verdict });
  return verdict;
}

/** Members that landed and changed one of the paths a conflict is about. */
async function involved(
  git: Git,
  landed: readonly Landed[],
  conflicts: readonly Conflict[],
): Promise<string[]> {
  const paths = [...new Set(conflicts.flatMap((conflict) => conflict.paths))];
  const found: string[] = [];
  for (const { member, commit } of landed) {
    const changes = demand(await git.ask(compareTrees(`${commit}^1`, commit)));
    const touches = changes.some(({ path }) =>
      paths.some((other) => other === path || path.startsWith(`${other}/`) || other.startsWith(`${path}/`)),
    );
    if (touches) found.push(member);
  }
  return [...new Set(found)];
}

/** Merges a member; a commit that is gone or shares no history is no reason to stop the train. */
async function tryMerge(
  train: Train,
  onto: string,
  member: TrainMember,
): Promise<Merged | { message: string }> {
  const { git, session } = train.request;
  try {
    const [commit = ""] = await resolveNames(git, "commit", [member.commit]);
    return await mergeInto(git, session, onto, { ...member, commit });
  } catch (thrown) {
    if (thrown instanceof FailureError && thrown.failure.code === "not-allowed") {
      return { message: thrown.failure.message };
    }
    throw thrown;
  }
}

/**
 * Couples the next members. A conflict counts only against proven work: behind unproven members it ends the batch,
 * for the one it conflicts with may not land itself.
 */
async function couple(train: Train): Promise<Car[]> {
  const cars: Car[] = [];
  const most = Math.max(1, Math.floor(train.request.batch ?? 1));
  while (cars.length < most) {
    const member = train.waiting[0];
    if (member === undefined) break;
    const lost = member.after.find((name) => train.aside.has(name));
    if (lost !== undefined) {
      train.waiting.shift();
      await putAside(train, member.name, { kind: "dependency", member: lost });
      continue;
    }
    const merged = await tryMerge(train, cars.at(-1)?.commit ?? train.tip, member);
    if ("message" in merged) {
      train.waiting.shift();
      await putAside(train, member.name, { kind: "unmergeable", message: merged.message });
    } else if (merged.merged) {
      train.waiting.shift();
      cars.push({ member, commit: merged.commit, tree: merged.tree });
    } else {
      if (cars.length > 0) break;
      train.waiting.shift();
      const others = await involved(train.request.git, train.landed, merged.conflicts);
      await putAside(train, member.name, { kind: "conflict", conflicts: merged.conflicts, with: others });
    }
  }
  return cars;
}

async function land(train: Train, cars: readonly Car[]): Promise<void> {
  const last = cars.at(-1);
  if (last === undefined) return;
  await train.tree.advance(train.tip, last.commit);
  train.tip = last.commit;
  train.proven = true;
  for (const { member, commit } of cars) {
    const [from = ""] = await resolveNames(train.request.git, "commit", [member.commit]);
    const landed = { member: member.name, commit, from };
    train.landed.push(landed);
    await tell(train, { type: "landed", landed });
  }
}

/** The red tip is not a member's fault where the tree it all starts from is red as well. */
async function proveStart(train: Train): Promise<void> {
  if (train.proven) return;
  const [tree = ""] = await resolveNames(train.request.git, "tree", [train.tip]);
  const verdict = await check(train, train.tip, tree, []);
  if (verdict.verdict === "red") {
    throw new FailureError(
      failure(
        "checks-failed",
        "The checks fail before anything is merged; make them pass on the base first.",
      ),
    );
  }
  train.proven = true;
}

/** Finds the first car that turns the train red, by halves; what is before it lands, what is behind it waits again. */
async function bisect(train: Train, cars: readonly Car[], whole: TrainVerdict): Promise<void> {
  let good = -1;
  let bad = cars.length - 1;
  let red = whole;
  let runs = 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const car = cars[middle];
    if (car === undefined) break;
    const names = cars.slice(0, middle + 1).map(({ member }) => member.name);
    const verdict = await check(train, car.commit, car.tree, names);
    runs += 1;
    if (verdict.verdict === "red") [bad, red] = [middle, verdict];
    else [good, train.verdict] = [middle, verdict];
  }
  if (bad === 0) await proveStart(train);
  await land(train, cars.slice(0, bad));
  const culprit = cars[bad];
  if (culprit === undefined) return;
  train.waiting.unshift(...cars.slice(bad + 1).map(({ member }) => member));
  if (cars.length > 1) {
    const members = cars.map(({ member }) => member.name);
    await tell(train, { type: "bisected", members, culprit: culprit.member.name, runs });
  }
  // With others landed before it, it may be red only in their company.
  await putAside(train, culprit.member.name, {
    kind: "red",
    verdict: red,
    together: train.landed.length > 0,
  });
}

async function drive(train: Train): Promise<TrainResult> {
  const { git, worktree } = train.request;
  for (;;) {
    const cars = await couple(train);
    const last = cars.at(-1);
    if (last === undefined) break;
    const verdict = await check(
      train,
      last.commit,
      last.tree,
      cars.map(({ member }) => member.name),
    );
    if (verdict.verdict === "red") {
      await bisect(train, cars, verdict);
    } else {
      train.verdict = verdict;
      await land(train, cars);
    }
  }
  await train.tree.place(train.tip);
  const [tree = ""] = await resolveNames(git, "tree", [train.tip]);
  const setAside = [...train.aside.values()];
  const { tip: commit, landed, verdict } = train;
  return { branch: worktree.branch, folder: train.tree.folder, commit, tree, landed, setAside, verdict };
}

async function begin(request: TrainRequest): Promise<TrainResult> {
  checkMembers(request.members);
  const tree = await openTrainTree(request);
  const known = new Map(tree.landed.map((landed) => [landed.member, landed.from]));
  const waiting: TrainMember[] = [];
  for (const member of request.members) {
    // A member whose result changed since it landed is merged once more.
    const now = known.has(member.name) ? await tipOf(request.git, member.commit) : null;
    if (now === null || now !== known.get(member.name)) waiting.push(member);
  }
  const { tip, landed } = tree;
  const train: Train = {
    request,
    tree,
    signal: request.signal ?? new AbortController().signal,
    tip,
    waiting,
    landed: [...landed],
    aside: new Map(),
    verdict: null,
    proven: landed.length > 0,
  };
  const { branch, folder } = tree;
  await tell(train, { type: "begun", branch, folder, commit: tip, landed: [...landed] });
  return drive(train);
}

/**
 * Runs a merge train to its end. One at a time for a branch, across processes. Safe to repeat: what landed is found by
 * its trailers, what was set aside is tried again.
 * Failures: `invalid-input` (members), `not-allowed` (branch or folder taken), `checks-failed` (the base itself is red),
 * `aborted`, `git-failed`.
 */
export function mergeTrain(request: TrainRequest): Promise<Result<TrainResult>> {
  return outcomeOf(async () => {
    const lock = await trainLock(request.git, request.worktree.branch);
    const options = request.signal === undefined ? {} : { signal: request.signal };
    return withLock(lock, () => begin(request), options);
  });
}
