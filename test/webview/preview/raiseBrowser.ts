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

/** Folder of the packaged program with its panes, named by `npm test`, which has made them by then. */
const packaged = process.env.KILO_PROGRAM;

/** @param executablePath of a Chromium. */
export async function raiseBrowser(executablePath: string): Promise<RaisedBrowser> {
  const built = packaged === undefined ? mkdtempSync(join(tmpdir(), "kilo-panes-")) : null;
  if (built !== null) await buildPanes(built);
  const served = await servePanes(built ?? join(packaged ?? "", "webview"));
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
      if (built !== null) rmSync(built, { recursive: true, force: true });
    },
  };
}
