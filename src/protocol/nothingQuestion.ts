// The question that is asked where nothing is left to merge, as all was rejected, failed or set aside: agents may go on, or
// the session ends. It is asked anew whenever an agent was begun once more. Plain data.
import type { SessionView } from "./session";

/** Its only answer to choose; whoever wants to go on says so of an agent. */
export const endIt = "end it";

const before = "question:nothing:";

/** @returns the question's id. */
export function nothingQuestion({ rounds, agents }: Pick<SessionView, "rounds" | "agents">): string {
  const begun = Object.values(agents).reduce((sum, agent) => sum + agent.round, 0);
  return `${before}${rounds}:${begun}`;
}

export function isNothingQuestion(id: string): boolean {
  return id.startsWith(before);
}
