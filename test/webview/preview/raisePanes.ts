// Panes of one kind in one browser, for a whole test file.
import { type OpenPane, openPane, type PaneOptions } from "./openPane";
import { raiseBrowser } from "./raiseBrowser";

export interface Panes {
  open(options: Omit<PaneOptions, "pane">): Promise<OpenPane>;
  close(): Promise<void>;
}

/** @param executablePath of a Chromium. */
export async function raisePanes(pane: PaneOptions["pane"], executablePath: string): Promise<Panes> {
  const { browser, served, close } = await raiseBrowser(executablePath);
  return { open: (options) => openPane(browser, served, { pane, ...options }), close };
}
