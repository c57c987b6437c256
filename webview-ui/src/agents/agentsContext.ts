// The Agents view's store and host, as its components reach them.
import { createContext, useContext } from "react";
import type { AgentsHost } from "./agentsHost";
import type { AgentsStore } from "./agentsStore";

interface AgentsParts {
  store: AgentsStore;
  host: AgentsHost;
}

export const AgentsContext = createContext<AgentsParts | null>(null);

/** @throws Error outside the Agents view. */
export function useAgents(): AgentsParts {
  const parts = useContext(AgentsContext);
  if (!parts) throw new Error("This component stands outside the Agents view.");
  return parts;
}
