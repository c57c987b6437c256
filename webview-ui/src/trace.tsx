// Entry of the trace pane.
import { createRoot } from "react-dom/client";
import { paneHost } from "./host/paneHost";
import { PaneContext } from "./store/paneContext";
import { PaneStore } from "./store/paneStore";
import "./ui/register";
import "./style/trace.css";
import "./style/inspector.css";
import { TracePane } from "./trace/TracePane";
import { PaneBoundary } from "./ui/PaneBoundary";
import { rootElement } from "./ui/rootElement";

const host = paneHost();
const store = new PaneStore(host);
createRoot(rootElement()).render(
  <PaneContext value={{ store, host }}>
    <PaneBoundary>
      <TracePane />
    </PaneBoundary>
  </PaneContext>,
);
store.start();
