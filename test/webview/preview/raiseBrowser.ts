// One browser, one build of the panes and one server of them, for all pages of a test file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { buildPanes } from "./buildPanes";
import { servePanes } from "./servePanes";

export interface RaisedBrowser {
  browser: Browser;
  served: Awaited<ReturnType<typeof servePanes>>;
  close(): Promise<void>;
}

/** @param executablePath of a Chromium. */
export async function raiseBrowser(executablePath: string): Promise<RaisedBrowser> {
  const folder = mkdtempSync(join(tmpdir(), "kilo-panes-"));
  await buildPanes(folder);
  const served = await servePanes(folder);
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  return {
    browser,
    served,
    async close() {
      await browser.close();
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
