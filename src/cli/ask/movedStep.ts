// A plan's steps in another order. A step stays behind those it waits for and before those that wait for it, because the
// engine would carry them out in that order anyway. Pure.
import type { PlanStep } from "../../protocol/plan";

type Ordered = Pick<PlanStep, "id" | "after">;

/** The steps with one of them at another place, counted from 0. */
export function movedStep<Step extends Ordered>(steps: readonly Step[], id: string, place: number): Step[] {
  const others = steps.filter((step) => step.id !== id);
  const moved = steps.filter((step) => step.id === id);
  return [...others.slice(0, place), ...moved, ...others.slice(place)];
}

/** Places a step may be moved to, other than its own; a sentence where there is none. */
export function placesOf(steps: readonly Ordered[], id: string): number[] | string {
  const own = steps.findIndex((step) => step.id === id);
  const step = steps[own];
  if (!step) return `There is no step ${id}.`;
  const others = steps.filter((other) => other.id !== id);
  const least = others.findLastIndex((other) => step.after.includes(other.id)) + 1;
  const follower = others.findIndex((other) => other.after.includes(id));
  const most = follower < 0 ? others.length : follower;
  const places: number[] = [];
  for (let place = least; place <= most; place += 1) if (place !== own) places.push(place);
  if (places.length > 0) return places;
  const waits = step.after.length > 0 ? [`it waits for ${step.after.join(", ")}`] : [];
  const waited = others.filter((other) => other.after.includes(id)).map((other) => other.id);
  const followed =
    waited.length > 0 ? [`${waited.join(", ")} ${waited.length > 1 ? "wait" : "waits"} for it`] : [];
  return `${id} can stand nowhere else: ${[...waits, ...followed].join(", and ")}.`;
}
