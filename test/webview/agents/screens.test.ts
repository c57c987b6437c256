// Every screen of the Agents view: nothing that keeps people out, in any theme; nothing beside the pane's own width; no
// word to the console. Pictures are kept where KILO_PICTURES names a folder.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AgentsState, SessionPicture } from "../../../src/protocol/agentsWire";
import { axeFindings } from "../preview/axeFindings";
import { findChromium } from "../preview/findChromium";
import { type ThemeName, themes } from "../preview/themes";
import { type AgentsOptions, type AgentsStage, type OpenAgents, raiseAgents } from "./openAgents";
import {
  everyState,
  failed,
  fiveAtWork,
  hundred,
  merged,
  picture,
  session,
  unopened,
  waitsForMerge,
  waitsForPush,
} from "./pictures";

const chromium = findChromium();
const pictures = process.env.KILO_PICTURES;

interface Screen {
  state: AgentsState;
  act?: (open: OpenAgents) => Promise<void>;
}

const shown = (one: SessionPicture, more: Omit<Screen, "state"> = {}): Screen => ({
  state: { kind: "session", picture: one },
  ...more,
});

const openRow =
  (name: string) =>
  async ({ page }: OpenAgents) => {
    await page.locator(`.agents-name[data-agent="${name}"]`).click();
    await page.locator(".agents-details").waitFor();
  };

const askFor =
  (agent: string, label: string) =>
  async ({ page }: OpenAgents) => {
    const row = page.locator(".agents-row", { has: page.locator(`.agents-name[data-agent="${agent}"]`) });
    await row.getByRole("button", { name: /^More for/ }).click();
    await page.getByRole("menuitem", { name: label }).click();
    await page.getByRole("textbox").waitFor();
  };

const tab =
  (name: RegExp) =>
  async ({ page }: OpenAgents) =>
    page.getByRole("tab", { name }).click();

const before = [
  { session: "session-20261120-002", prompt: "Rename userCount", status: "ended" as const, startedAt: 1 },
];

/** Looked at in every theme, one after the other in one pane. */
const themed: Record<string, Screen> = {
  five: shown(fiveAtWork()),
  timeline: shown(fiveAtWork(), { act: tab(/^Timeline/) }),
  messages: shown(fiveAtWork(), { act: tab(/^Messages/) }),
  "waits-for-merge": shown(waitsForMerge(), { act: tab(/^Graph/) }),
  failing: shown(failed()),
  states: shown(everyState()),
  details: shown(fiveAtWork(), { act: openRow("api") }),
  empty: { state: { kind: "empty", problem: null } },
};

/** Looked at in the dark theme, for each width. */
const sized: Record<string, Screen> = {
  agents: shown(fiveAtWork(), { act: tab(/^Agents/) }),
  states: shown(everyState()),
  merge: shown(waitsForMerge()),
  merged: shown(merged()),
  unopened: shown(unopened()),
  push: shown(waitsForPush()),
  failing: shown(failed()),
  asked: shown(waitsForMerge(), { act: askFor("database", "Reject") }),
  timeline: shown(fiveAtWork(), { act: tab(/^Timeline/) }),
  graph: shown(fiveAtWork(), { act: tab(/^Graph/) }),
  messages: shown(fiveAtWork(), { act: tab(/^Messages/) }),
  "no-plan": shown(picture([])),
  loading: { state: { kind: "loading", session } },
  failed: { state: { kind: "failed", session, message: "The log of this session is damaged at line 12." } },
  "not-trusted": {
    state: { kind: "empty", problem: "This folder is not trusted; agents start in trusted folders only." },
  },
};

const many: Record<string, Screen> = {
  hundred: shown(hundred()),
  "hundred-timeline": shown(hundred(), { act: tab(/^Timeline/) }),
};

describe.skipIf(chromium === null)("the Agents view can be used by everybody", () => {
  let stage: AgentsStage;
  beforeAll(async () => {
    stage = await raiseAgents(chromium ?? "");
    if (pictures) mkdirSync(pictures, { recursive: true });
  });
  afterAll(() => stage?.close());

  async function look(name: string, screens: Record<string, Screen>, options: AgentsOptions): Promise<void> {
    const open = await stage.open(options);
    for (const [screen, { state, act }] of Object.entries(screens)) {
      await open.state(state, state.kind === "empty" ? before : []);
      await act?.(open);
      if (pictures) await open.page.screenshot({ path: join(pictures, `agents-${screen}-${name}.png`) });
      // Zoom and width change no names, roles or colours: those are looked through once for the narrow pane.
      if (options.zoom !== 2 && (options.width ?? 0) < 820)
        expect(await axeFindings(open.page), `${screen} ${name}`).toEqual([]);
      expect(await beside(open), `${screen} ${name}`).toEqual([]);
    }
    expect(await open.page.evaluate("kiloRefused")).toEqual([]);
    expect(open.faults).toEqual([]);
    await open.close();
  }

  it.each(Object.keys(themes) as ThemeName[])("in %s", (theme) => look(theme, themed, { theme }));

  it.each([
    [300, 1],
    [300, 2],
    [820, 1],
  ])("at %i pixels and a zoom of %i", (width, zoom) =>
    look(`${width}-${zoom}`, sized, { width, zoom, height: 900 }));

  it("with the list beside the graph, and no room for a row in one line", () => {
    const { agents: _, ...others } = sized;
    return look("1140-1", others, { width: 1140 });
  });

  it("with a hundred agents", () => look("dark", many, {}));
});

/** What can be read only by scrolling sideways or is cut off by the part it stands in, the graph excepted. */
async function beside({ page }: OpenAgents): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const width = document.documentElement.clientWidth;
    return [...document.querySelectorAll("body *")]
      .filter((element) => {
        const { left, right, width: own } = element.getBoundingClientRect();
        const isOut = element.closest(".kilo-hidden, .agents-graph-scroll, [aria-hidden=true]") || own === 0;
        const part = element.closest("button, vscode-button") && element.closest("section");
        const most = part ? part.getBoundingClientRect().right : width;
        return !isOut && (right > most + 1 || left < -1);
      })
      .map((element) => element.outerHTML.slice(0, 120));
  })()`);
}
