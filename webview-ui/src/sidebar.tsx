// Entry of the sidebar's pane.
import "./ui/register";
import "./states/sidebar.css";
import "./compose/compose.css";
import "./approvals/approvals.css";
import "./runs/runs.css";
import { createRoot } from "react-dom/client";
import { paneHost } from "./host/paneHost";
import { Sidebar } from "./states/Sidebar";
import { PaneContext } from "./store/paneContext";
import { PaneStore } from "./store/paneStore";
import { PaneBoundary } from "./ui/PaneBoundary";

const host = paneHost();
const store = new PaneStore(host);
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <PaneContext.Provider value={{ store, host }}>
      <PaneBoundary>
        <Sidebar />
      </PaneBoundary>
    </PaneContext.Provider>,
  );
  store.start();
}
