// `agent-manager restart --agent A`: ends an agent's process; it goes on from its log in the same tree, or begins once more
// there where it had ended.
import { agentTasks } from "../../../protocol/agents";
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView } from "../../../protocol/run";
import { isOpen } from "../../../protocol/taskTree";
import { cleanLine } from "../../text/cleanText";
import type { Verb } from "../../verb";
import { agentOptions, tellAgent } from "../agentVerb";

export const restart: Verb = {
  name: "agent-manager restart",
  about: "start an agent's process anew, in the same worktree",
  takes: "",
  most: 0,
  options: agentOptions,
  notes: ["Nothing is lost: what the agent said and changed stays. `recreate` begins from the base instead."],
  run: (input, host) =>
    tellAgent(host, input, "restart", (agent, view) => ({
      wish: {
        command: { type: "agent.restart", agent },
        taken: (fact) =>
          (fact.type === "worker.stopped" && fact.agent === agent) ||
          (fact.type === "agent.reopened" && fact.agent === agent),
        done: (fact) => fact.type === "worker.started" && fact.agent === agent,
      },
      sentence: restartedWords(view, agent),
    })),
};

/** What a restart comes to, as the agent stands before it. */
export function restartedWords(view: RunView, name: string): string {
  const how = goesOn(view, name)
    ? "goes on from its log"
    : "begins its task anew: what it had changed is there";
  return `${cleanLine(name)} is started again in its worktree, and ${how}.`;
}

/** A task that is open is gone on with; of one that ended only the worktree is left. */
function goesOn(view: RunView, name: string): boolean {
  const agent = ownNamed(view.session?.agents ?? {}, name);
  return agent !== undefined && agentTasks(view, agent).some(isOpen);
}
