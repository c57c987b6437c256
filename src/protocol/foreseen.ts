// Conflicts between agents that were foreseen and can still come true. Pure: every host shows the same.
import { ownNamed } from "./ownNamed";
import type { RunView } from "./run";
import type { SessionView } from "./session";

/** Nothing of an agent comes in that failed, or was left out, unless it is begun once more. */
export function foreseenConflicts({ session, steps }: RunView): SessionView["warnings"] {
  if (!session) return [];
  const isLost = (name: string) => {
    const id = ownNamed(session.agents, name)?.step;
    const status = steps.find((step) => step.id === id)?.status;
    return status === "failed" || status === "dropped";
  };
  return session.warnings.filter(({ agents }) => !agents.some(isLost));
}
