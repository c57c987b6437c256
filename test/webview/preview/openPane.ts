// Opens a pane in Chromium and joins it with a stand-in for the extension.
import type { Browser, Page } from "playwright-core";
import { faultsOf } from "./faultsOf";
import { PreviewHost, type PreviewRun } from "./previewHost";
import type { Served } from "./servePanes";
import type { ThemeName } from "./themes";

export interface OpenPane {
  page: Page;
  host: PreviewHost;
  /** What the page tried to load from elsewhere or was refused by its policy, and its errors: must stay empty. */
  faults: string[];
  close(): Promise<void>;
}

export interface PaneOptions {
  pane: "trace" | "sidebar";
  run: PreviewRun;
  theme?: ThemeName;
  /** Pixels of the window the pane has. */
  width?: number;
  height?: number;
  /** 2 for 200 %: everything is drawn larger in the same room. */
  zoom?: number;
  /** What the workbench kept for the pane. */
  state?: unknown;
  reducedMotion?: boolean;
}

export async function openPane(browser: Browser, served: Served, options: PaneOptions): Promise<OpenPane> {
  const { pane, run, theme = "dark", width = 1440, height = 860, zoom = 1, state } = options;
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    reducedMotion: options.reducedMotion ? "reduce" : "no-preference",
  });
  const page = await context.newPage();
  const address = served.address(pane, theme);
  const faults = faultsOf(page, new URL(address).origin);
  const host = new PreviewHost(run, async (message) => {
    await page.evaluate(`kiloFromHost(${JSON.stringify(JSON.stringify(message))})`);
  });
  await page.exposeFunction("kiloToHost", async (json: string) => {
    // A pane that is closed while it waits for an answer misses nothing.
    await host.receive(JSON.parse(json)).catch((thrown: unknown) => {
      if (!page.isClosed()) faults.push(`host: ${String(thrown)}`);
    });
  });
  if (state !== undefined) {
    const kept = JSON.stringify(JSON.stringify(state));
    await page.addInitScript(`sessionStorage.getItem("kilo") ?? sessionStorage.setItem("kilo", ${kept})`);
  }
  await page.goto(address);
  return { page, host, faults, close: () => context.close() };
}
