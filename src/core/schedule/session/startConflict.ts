// Agents that could not begin because those they wait for conflict: they begin by themselves once that is resolved. Pure.
import type { RunView } from "../../../protocol/run";
import type { AgentView } from "../../../protocol/session";

const startConflict = "The agents it depends on conflict";

/** Why an agent has no tree to begin in. @param list the conflicts, in one line. */
export function startConflictText(member: string, list: string): string {
  return `${startConflict} (${member}): ${list}. It begins by itself once they are resolved.`;
}

/** Agents to begin now, with what they are told; each once for every time somebody resolved something. */
export function beginnings(view: RunView): { agent: string; message: string }[] {
  const agents = Object.values(view.session?.agents ?? {});
  return agents.flatMap((agent) => {
    const step = view.steps.find(({ id }) => id === agent.step);
    const isStuck = step?.status === "failed" && step.evidence?.startsWith(startConflict);
    if (!isStuck || agent.tree) return [];
    const resolved = agents.filter((other) => step.after.includes(other.step) && isResolved(other));
    const list = resolved.map(({ name, round }) => `${name} in its round ${round}`).join(", ");
    const message = `You begin from work whose conflicts were resolved: ${list}.`;
    return resolved.length === 0 || agent.why === message ? [] : [{ agent: agent.name, message }];
  });
}

function isResolved({ reason, result }: AgentView): boolean {
  return reason === "conflict" && result !== null;
}
