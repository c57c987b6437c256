// `agent-manager recreate --agent A`: a new worktree from the base, and the work from the start.
import { cleanLine } from "../../text/cleanText";
import type { Verb } from "../../verb";
import { agentOptions, tellAgent } from "../agentVerb";

export const recreate: Verb = {
  name: "agent-manager recreate",
  about: "give an agent a new worktree and let it begin again",
  takes: "",
  most: 0,
  options: agentOptions,
  notes: ["What the old worktree holds is kept under refs/kilo/archive/ first."],
  run: (input, host) =>
    tellAgent(host, input, "recreate", (agent) => ({
      wish: {
        command: { type: "agent.recreate", agent },
        taken: (fact) => fact.type === "agent.reopened" && fact.agent === agent && fact.reason === "recreate",
      },
      sentence: `${cleanLine(agent)} begins again in a new worktree; its old work is kept under refs/kilo/archive/.`,
    })),
};
