// The Agents view as it ships, in Chromium: the built pane under its own policy, with a stand-in for the extension that
// keeps what is wished and plays what it is told.
import type { Page } from "playwright-core";
import {
  type AgentsState,
  type AgentsToHost,
  type AgentsToPane,
  readAgentsToHost,
  type SessionChoice,
  type SessionPicture,
} from "../../../src/protocol/agentsWire";
import { faultsOf } from "../preview/faultsOf";
import { raiseBrowser } from "../preview/raiseBrowser";
import type { ThemeName } from "../preview/themes";
import { now } from "./pictures";

export interface OpenAgents {
  page: Page;
  tell(message: AgentsToPane): Promise<void>;
  /** Once it returns, the pane shows it: what it is told before it has drawn for the first time, it takes later. */
  show(picture: SessionPicture, sessions?: SessionChoice[]): Promise<void>;
  state(state: AgentsState, sessions?: SessionChoice[]): Promise<void>;
  /** Wishes of the pane so far, `agents.ready` among them. */
  wishes: AgentsToHost[];
  /** What a wish is answered with; null where it is done. */
  answer: string | null;
  /** What reached for another place, broke the policy or threw: must stay empty. */
  faults: string[];
  close(): Promise<void>;
}

export interface AgentsOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** 2 for 200 %. */
  zoom?: number;
  /** What the workbench kept for the pane. */
  kept?: unknown;
}

export interface AgentsStage {
  open(options?: AgentsOptions): Promise<OpenAgents>;
  close(): Promise<void>;
}

export async function raiseAgents(executablePath: string): Promise<AgentsStage> {
  const { browser, served, close } = await raiseBrowser(executablePath);
  return {
    async open({ theme = "dark", width = 1440, height = 860, zoom = 1, kept } = {}) {
      const context = await browser.newContext({
        viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
        deviceScaleFactor: zoom,
        reducedMotion: "reduce",
        timezoneId: "UTC",
      });
      return openPage(await context.newPage(), served.address("agents", theme), kept);
    },
    close,
  };
}

async function openPage(page: Page, address: string, kept: unknown): Promise<OpenAgents> {
  const tell = async (message: AgentsToPane) => {
    await page.evaluate(`kiloFromHost(${JSON.stringify(JSON.stringify(message))})`);
  };
  const state = async (told: AgentsState, sessions: SessionChoice[] = []) => {
    await tell({ type: "agents.state", now, state: told, sessions });
    await page
      .locator("main")
      .filter({ hasNotText: /^\s*Loading…$/ })
      .waitFor();
  };
  const open: OpenAgents = {
    page,
    tell,
    state,
    show: (picture, sessions) => state({ kind: "session", picture }, sessions),
    wishes: [],
    answer: null,
    faults: faultsOf(page, new URL(address).origin),
    close: () => page.context().close(),
  };
  await page.exposeFunction("kiloToHost", async (json: string) => {
    const wish = readAgentsToHost(JSON.parse(json));
    if (!wish) open.faults.push(`not a message of the pane: ${json.slice(0, 300)}`);
    else open.wishes.push(wish);
    if (wish && wish.type !== "agents.ready")
      await tell({ type: "agents.answer", id: wish.id, problem: open.answer });
  });
  await page.clock.setFixedTime(now);
  if (kept !== undefined) {
    const json = JSON.stringify(JSON.stringify(kept));
    await page.addInitScript(`sessionStorage.getItem("kilo") ?? sessionStorage.setItem("kilo", ${json})`);
  }
  await page.goto(address);
  await page.locator("main").waitFor();
  return open;
}
