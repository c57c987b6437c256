// One browser, one build and one server for all panes of a test file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { buildPanes } from "./buildPanes";
import { type OpenPane, openPane, type PaneOptions } from "./openPane";
import { servePanes } from "./servePanes";

export interface Panes {
  open(options: Omit<PaneOptions, "pane">): Promise<OpenPane>;
  close(): Promise<void>;
}

/** @param executablePath of a Chromium. */
export async function raisePanes(pane: PaneOptions["pane"], executablePath: string): Promise<Panes> {
  const folder = mkdtempSync(join(tmpdir(), "kilo-panes-"));
  await buildPanes(folder);
  const served = await servePanes(folder);
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  return {
    open: (options) => openPane(browser, served, { pane, ...options }),
    async close() {
      await browser.close();
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
