// The host of the pane this code runs in, made at its first use. Where no workbench is, it fails at once and says so.
import { createHost, type Host, type VsCodeApi } from "./host";

let made: Host | null = null;

/** @throws Error outside a webview. */
export function paneHost(): Host {
  if (made) return made;
  const { acquireVsCodeApi } = globalThis as unknown as { acquireVsCodeApi?: () => VsCodeApi };
  if (!acquireVsCodeApi)
    throw new Error("This pane runs in VS Code only: there is no acquireVsCodeApi here.");
  made = createHost(acquireVsCodeApi(), window);
  return made;
}
