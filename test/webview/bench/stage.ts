// What all measurements in the browser share: one Chromium, the built panes behind a loopback server, and the machine's
// own frame clock, told beside every figure so that noise is seen as noise.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../preview/findChromium";
import { type Served, servePanes } from "../preview/servePanes";

export interface Stage {
  browser: Browser;
  served: Served;
  /** The repository's own folder. */
  root: string;
  /** Seconds instead of a minute. */
  quick: boolean;
  /** A folder for profiles of the page's script; null where none are wanted. */
  profiles: string | null;
  close(): Promise<void>;
}

export interface StageOptions extends Pick<Stage, "root" | "quick" | "profiles"> {
  /** The built extension. */
  dist: string;
}

/** @returns null where there is no Chromium. */
export async function raiseStage({ dist, ...rest }: StageOptions): Promise<Stage | null> {
  const executablePath = findChromium();
  if (!executablePath) return null;
  const panes = join(dist, "webview");
  if (!existsSync(join(panes, "trace.js")))
    throw new Error(`There is no trace.js in ${panes}; build it first.`);
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  const served = await servePanes(panes);
  return {
    ...rest,
    browser,
    served,
    async close() {
      await browser.close();
      await served.close();
    },
  };
}
