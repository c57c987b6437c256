// The names under which the workbench knows the extension; package.json and src/extension give them.

export const extensionId = "kilo-orchestrator.kilo-orchestrator";
export const containerTitle = "Kilo";
/** What the window keeps of its side bar while the container is open; see `Workbench.kept`. */
export const containerKept = /^workbench\.view\.extension\.kilo$/;
export const sidebarView = "kilo.sidebar";
export const statusItem = "kilo.status";
export const openTrace = "Kilo: Open Trace";
export const openTraceKey = "Control+Shift+O";
