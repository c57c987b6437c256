// Entry of the trace pane.
import "./ui/register";
import "./style/trace.css";
import "./style/strip.css";
import "./style/columns.css";
import "./style/cards.css";
import "./style/crumbs.css";
import "./style/inspector.css";
import "./style/narrow.css";
import "./style/traceContrast.css";
import { createRoot } from "react-dom/client";
import { paneHost } from "./host/paneHost";
import { PaneContext } from "./store/paneContext";
import { PaneStore } from "./store/paneStore";
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
