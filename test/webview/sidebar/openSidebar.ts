// The sidebar as it ships, in Chromium: the built pane under its own policy, with a stand-in for the extension that
// keeps what is sent and plays what it is told.
import type { Locator, Page } from "playwright-core";
import {
  type PaneAction,
  type PaneQuery,
  readToHost,
  type ToHost,
  type ToPane,
} from "../../../src/protocol/wire";
import { faultsOf } from "../preview/faultsOf";
import { raiseBrowser } from "../preview/raiseBrowser";
import type { ThemeName } from "../preview/themes";

type Reply = { ok: true; value: unknown } | { ok: false; message: string };

export interface OpenSidebar {
  page: Page;
  /** Messages of the extension, in order; once it returns, the pane has taken them. */
  tell(...messages: ToPane[]): Promise<void>;
  /** Wishes of the pane so far. */
  actions: PaneAction[];
  queries: PaneQuery[];
  /** Answers by the type of what is asked; what has none here is done, or stays without an answer. */
  answers: Partial<Record<PaneAction["type"] | PaneQuery["type"], Reply | "never">>;
  /** What reached for another place, broke the policy or threw: must stay empty. */
  faults: string[];
  close(): Promise<void>;
}

export interface SidebarOptions {
  theme?: ThemeName;
  /** Pixels of the window the pane has. */
  width?: number;
  height?: number;
  /** 2 for 200 %. */
  zoom?: number;
  /** What the workbench kept for the pane. */
  state?: unknown;
  reducedMotion?: boolean;
}

/** One browser and one build for all panes of a test file. */
export interface Stage {
  open(options?: SidebarOptions): Promise<OpenSidebar>;
  close(): Promise<void>;
}

export async function raiseStage(executablePath: string): Promise<Stage> {
  const { browser, served, close } = await raiseBrowser(executablePath);
  return {
    async open(options = {}) {
      const { theme = "dark", width = 340, height = 900, zoom = 1, reducedMotion = false } = options;
      // Zoom draws everything larger in the same room: fewer of the page's own pixels.
      const context = await browser.newContext({
        viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
        deviceScaleFactor: zoom,
        reducedMotion: reducedMotion ? "reduce" : "no-preference",
      });
      return openPage(await context.newPage(), served.address("sidebar", theme), options.state);
    },
    close,
  };
}

async function openPage(page: Page, address: string, state: unknown): Promise<OpenSidebar> {
  const faults = faultsOf(page, new URL(address).origin);
  const sidebar: OpenSidebar = {
    page,
    faults,
    actions: [],
    queries: [],
    answers: {},
    async tell(...messages) {
      for (const message of messages) {
        await page.evaluate(`kiloFromHost(${JSON.stringify(JSON.stringify(message))})`);
        // What it is told before it has drawn for the first time, it takes later.
        if (message.type === "host") await page.locator(".kilo-sidebar").waitFor();
      }
    },
    close: () => page.context().close(),
  };
  await page.exposeFunction("kiloToHost", (json: string) => receive(sidebar, JSON.parse(json)));
  if (state !== undefined) {
    const kept = JSON.stringify(JSON.stringify(state));
    await page.addInitScript(`sessionStorage.getItem("kilo") ?? sessionStorage.setItem("kilo", ${kept})`);
  }
  await page.goto(address);
  await page.locator("#root > *").first().waitFor();
  return sidebar;
}

async function receive(sidebar: OpenSidebar, json: unknown): Promise<void> {
  const message: ToHost | null = readToHost(json);
  if (!message) {
    sidebar.faults.push(`not a message of a pane: ${JSON.stringify(json).slice(0, 300)}`);
    return;
  }
  if (message.type !== "ask" && message.type !== "do") return;
  if (message.type === "ask") sidebar.queries.push(message.query);
  else sidebar.actions.push(message.action);
  const { type } = message.type === "ask" ? message.query : message.action;
  const done: Reply | "never" = message.type === "do" ? { ok: true, value: null } : "never";
  const reply = sidebar.answers[type] ?? done;
  if (reply !== "never") await sidebar.tell({ type: "answer", id: message.id, reply });
}

export async function hasFocus(element: Locator): Promise<boolean> {
  return (
    (await element.page().locator(":focus").count()) === 1 &&
    (await element.and(element.page().locator(":focus")).count()) === 1
  );
}
