// The scenes of the trace pane: a run, a width, and what is done before one looks.
import { longRun } from "../preview/longRun";
import type { OpenPane, PaneOptions } from "../preview/openPane";
import { paginationLive, paginationRun } from "../preview/paginationRun";
import { paginationTurn } from "../preview/paginationTurn";
import type { PreviewRun } from "../preview/previewHost";
import { readHistory } from "../preview/readHistory";

export interface Scene extends Omit<PaneOptions, "pane" | "run" | "theme"> {
  run: () => PreviewRun | Promise<PreviewRun>;
  act?: (open: OpenPane) => Promise<void>;
}

const going = (): PreviewRun => ({ events: paginationRun("going"), turn: paginationTurn });
const stream = ({ host }: OpenPane) => host.live(paginationLive);
const openCard =
  (turn: string) =>
  async ({ page }: OpenPane) => {
    await page.locator(`[data-turn="${turn}"]`).click({ position: { x: 60, y: 8 } });
    await page.locator(".text-block").first().waitFor();
  };

const inspected = async ({ page }: OpenPane) => {
  await page.locator(".text-block").first().waitFor();
};

/** Looked at in every theme: all that the pane draws stands in one of them. */
export const themedScenes: Record<string, Scene> = {
  trace: { run: going, act: stream },
  inspector: { run: going, act: openCard("t3.1") },
  failed: { run: () => ({ events: paginationRun("failed") }) },
};

export const scenes: Record<string, Scene> = {
  response: { run: going, state: { chosen: "t5.1", tab: "response" }, act: inspected },
  "narrow-300": { run: going, width: 300, height: 700, act: stream },
  top: {
    run: going,
    act: async (open) => {
      await stream(open);
      await open.page.keyboard.press("Home");
      await open.page.getByText("Plan: Plan the change").waitFor();
    },
  },
  "inspector-300": { run: going, width: 300, height: 700, act: openCard("t5.1") },
  "zoomed-300": { run: going, width: 300, height: 800, zoom: 2, act: stream },
  "zoomed-inspector-300": { run: going, width: 300, height: 800, zoom: 2, act: openCard("t7.1") },
  "half-width": { run: going, width: 820, act: stream },
  "half-width-inspector": { run: going, width: 820, act: openCard("t3.1") },
  tools: {
    run: going,
    state: { chosen: "t5.1", tab: "tools" },
    act: async (open) => {
      await inspected(open);
      await open.page.getByRole("textbox", { name: "Find in this tab" }).fill("cursor");
      await open.page.getByText("1 of 3", { exact: true }).waitFor();
    },
  },
  raw: { run: going, state: { chosen: "t5.1", tab: "raw" }, act: inspected },
  done: { run: () => ({ events: paginationRun("done") }) },
  history: { run: () => readHistory("v0.1.0-red-then-green") },
  paused: { run: () => readHistory("v0.1.0-cap-pause") },
  long: { run: () => ({ events: longRun(5_000) }) },
  "long-middle": {
    run: () => ({ events: longRun(5_000) }),
    act: async ({ page }) => {
      await page.locator(".strip-time").click({ position: { x: 500, y: 10 } });
      await page.locator("[data-item]:focus").waitFor();
    },
  },
  filter: {
    run: () => ({ events: longRun(2_000) }),
    act: async ({ page }) => {
      await page.keyboard.press("/");
      await page.keyboard.type("cursor");
      await page.getByText(/^\d+ of \d+$/).waitFor();
    },
  },
  "no-hits": {
    run: going,
    act: async ({ page }) => {
      await page.keyboard.press("/");
      await page.keyboard.type("nothing like it");
      await page.getByText("Nothing in this run matches").waitFor();
    },
  },
  "no-run": { run: () => ({ events: [] }) },
  "no-turns": { run: () => ({ events: paginationRun("going").slice(0, 1) }) },
};
