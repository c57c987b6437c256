// How long a step is expected to take beside the others of its plan: three classes that a planner or a session file may give.
// A hint for the order in which agents begin, and for nothing else. Pure.

export const efforts = ["small", "medium", "large"] as const;
export type Effort = (typeof efforts)[number];

/** Each class is taken for twice the one before: only their ratio matters, and it is as rough as they are. */
const lengths: Record<Effort, number> = { small: 1, medium: 2, large: 4 };

/** The expected length of a step in units of a small one; a step of which nothing was said is a medium one. */
export function lengthOf({ effort = "medium" }: { effort?: Effort }): number {
  return lengths[effort];
}
