// Whether one task carries the run's work, with or without subtasks of its own; else the steps of a plan do. Pure.
import type { RunView } from "../../protocol/run";

export function isLone({ route, chosenRole }: RunView): boolean {
  return route?.decision === "single" || chosenRole === "orchestrator";
}
