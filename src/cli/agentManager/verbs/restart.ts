// `agent-manager restart --agent A`: ends an agent's process; it goes on from its log in the same tree.
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
    tellAgent(host, input, "restart", (agent) => ({
      wish: {
        command: { type: "agent.restart", agent },
        taken: (fact) =>
          (fact.type === "worker.stopped" && fact.agent === agent) ||
          (fact.type === "agent.reopened" && fact.agent === agent),
        done: (fact) => fact.type === "worker.started" && fact.agent === agent,
      },
      sentence: `${cleanLine(agent)} is started again in its worktree, and goes on from its log.`,
    })),
};
