// How the agents of a session are taken in batches, and in which order those of a batch begin. Pure: the engine starts agents
// by it and hosts list them by it, so that what is listed is what runs.
import { lengthOf } from "./effort";
import type { StepView } from "./run";

type Member = Pick<StepView, "id" | "after" | "kind" | "effort">;

/**
 * Steps that change something, in the order of their dependencies and then of the plan, cut into batches; in a batch in the
 * order in which they begin, round by round: those first that the longest expected chains hang on.
 * @param size agents of one batch; null: all of them are one.
 * @param parallel agents at work at once.
 */
export function agentBatches<Step extends Member>(
  steps: readonly Step[],
  size: number | null,
  parallel = Number.POSITIVE_INFINITY,
): Step[][] {
  const depths = longest(steps, ({ after }) => after);
  const chains = chainsOn(steps);
  const of = (lengths: ReadonlyMap<string, number>, { id }: Step) => lengths.get(id) ?? 0;
  // Sorting keeps the order of the plan among equals.
  const order = steps
    .filter(({ kind }) => kind === "change")
    .sort((left, right) => of(depths, left) - of(depths, right));
  const length = size ?? Math.max(1, order.length);
  const batches = Array.from({ length: Math.ceil(order.length / length) }, (_, at) =>
    order.slice(at * length, (at + 1) * length),
  );
  return batches.map((batch) => {
    const inPlan = steps.filter((step) => batch.includes(step));
    const ranked = inPlan.sort((left, right) => of(chains, right) - of(chains, left));
    return asBegun(ranked, parallel);
  });
}

/**
 * The batch that is at work: the next one starts when all of the one before have ended.
 * @returns ids of its steps; null without batches.
 */
export function openBatch(steps: readonly StepView[], size: number | null): ReadonlySet<string> | null {
  if (size === null) return null;
  const batches = agentBatches(steps, size);
  const isOpen = ({ status }: StepView) => status === "waiting" || status === "running";
  const batch = batches.find((one) => one.some(isOpen)) ?? batches[0] ?? [];
  return new Set(batch.map(({ id }) => id));
}

/** Round by round those that wait for nobody any more, as many as have a place. @param ranked the first to begin first. */
function asBegun<Step extends Member>(ranked: readonly Step[], parallel: number): Step[] {
  const order: Step[] = [];
  let left = [...ranked];
  while (left.length > 0) {
    const open = new Set(left.map(({ id }) => id));
    const ready = left.filter(({ after }) => !after.some((id) => open.has(id)));
    // A circle would never be ready; a plan has none.
    const begun = ready.length > 0 ? ready.slice(0, Math.max(1, parallel)) : left;
    order.push(...begun);
    left = left.filter((step) => !begun.includes(step));
  }
  return order;
}

/** For each step the expected length of the chain that hangs on it and takes longest, itself counted. */
function chainsOn(steps: readonly Pick<StepView, "id" | "after" | "effort">[]): ReadonlyMap<string, number> {
  const next = new Map<string, string[]>();
  for (const { id, after } of steps) {
    for (const one of after) next.set(one, [...(next.get(one) ?? []), id]);
  }
  return longest(steps, ({ id }) => next.get(id) ?? [], lengthOf);
}

/**
 * The longest way from each one on; a name that is no step is passed over, and a circle is gone round once.
 * @param own length of a step itself; each is 1 where not given.
 */
export function longest<Step extends { id: string }>(
  steps: readonly Step[],
  nextOf: (step: Step) => readonly string[],
  own: (step: Step) => number = () => 1,
): ReadonlyMap<string, number> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const lengths = new Map<string, number>();
  const visit = (step: Step): number => {
    const known = lengths.get(step.id);
    if (known !== undefined) return known;
    lengths.set(step.id, 0);
    const ways = nextOf(step).flatMap((id) => byId.get(id) ?? []);
    const length = own(step) + ways.reduce((most, one) => Math.max(most, visit(one)), 0);
    lengths.set(step.id, length);
    return length;
  };
  for (const step of steps) visit(step);
  return lengths;
}
