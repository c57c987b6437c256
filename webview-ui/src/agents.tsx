// Entry of the Agents view.
import "./ui/register";
import "./agents/agents.css";
import "./agents/rows.css";
import "./agents/picture.css";
import { createRoot } from "react-dom/client";
import { AgentsPane } from "./agents/AgentsPane";
import { AgentsContext } from "./agents/agentsContext";
import { createAgentsHost } from "./agents/agentsHost";
import { AgentsStore } from "./agents/agentsStore";
import type { VsCodeApi } from "./host/host";
import { PaneBoundary } from "./ui/PaneBoundary";
import { rootElement } from "./ui/rootElement";

const { acquireVsCodeApi } = globalThis as unknown as { acquireVsCodeApi: () => VsCodeApi };
const host = createAgentsHost(acquireVsCodeApi(), window);
const store = new AgentsStore();
host.subscribe((message) => store.receive(message));
createRoot(rootElement()).render(
  <AgentsContext value={{ store, host }}>
    <PaneBoundary>
      <AgentsPane />
    </PaneBoundary>
  </AgentsContext>,
);
host.start();
