// What the trace pane shows is right from its first frame, and what it is told before that is not lost.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "../../../src/protocol/event";
import type { ToPane } from "../../../src/protocol/wire";
import { findChromium } from "../preview/findChromium";
import { tellAtOnce } from "../preview/firstSeen";
import type { OpenPane } from "../preview/openPane";
import { paginationRun } from "../preview/paginationRun";
import { paginationTurn } from "../preview/paginationTurn";
import { PreviewHost } from "../preview/previewHost";
import { type Panes, raisePanes } from "../preview/raisePanes";

const chromium = findChromium();

describe.skipIf(chromium === null)("the trace pane's first frame", () => {
  let panes: Panes;
  let open: OpenPane;
  beforeAll(async () => {
    panes = await raisePanes("trace", chromium ?? "");
  });
  afterAll(() => panes?.close());
  afterEach(async () => {
    expect(open.faults).toEqual([]);
    await open.close();
  });

  async function show(events: RunEvent[], state: unknown = {}): Promise<void> {
    open = await panes.open({ run: { events, turn: paginationTurn }, reducedMotion: true, state });
    await open.page.locator(".trace-card, .trace-mark").first().waitFor();
  }

  /** What the extension answers a pane that listens. */
  async function answerFor(events: RunEvent[]): Promise<ToPane[]> {
    const messages: ToPane[] = [];
    const host = new PreviewHost({ events }, (message) => void messages.push(message));
    await host.receive({ type: "ready" });
    return messages;
  }

  it("is of the run that it was told of before it had drawn anything", async () => {
    const events = paginationRun("done");
    await show(events);
    const { page } = open;
    // A pane that is new remembers no run.
    await page.addInitScript("sessionStorage.clear()");
    await tellAtOnce(page, await answerFor(events));
    await page.reload();
    await page.locator(".trace-card").first().waitFor();
  });
});
