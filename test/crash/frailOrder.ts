// When an agent's process shall die, and the files beside its program in which that stands and is told.

/** Die the `nth` time a step of this name comes; or once at each step that fits a pattern; or write all steps down. */
export type FrailOrder = { name: string; nth: number } | { each: string } | "tell";

export const orderFile = "order.json";
export const stepsFile = "steps.txt";
export const diedFile = "died";
