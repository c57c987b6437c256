// The trace pane for a file of tests: raised once, each page closed behind its test, which fails where the page had faults.
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { OpenPane, PaneOptions } from "../preview/openPane";
import { type Panes, raisePanes } from "../preview/raisePanes";

/** To be called where tests are described. @returns opens a page and waits until the trace has something to show. */
export function traceStage(chromium: string | null) {
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
  return async (options: Omit<PaneOptions, "pane">): Promise<OpenPane> => {
    open = await panes.open({ reducedMotion: true, ...options });
    await open.page.locator(".trace-card, .trace-mark").first().waitFor();
    return open;
  };
}
