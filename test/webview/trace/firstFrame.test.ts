// What the trace pane shows is right from its first frame, and what it is told before that is not lost.
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../src/protocol/event";
import type { ToPane } from "../../../src/protocol/wire";
import { findChromium } from "../preview/findChromium";
import { firstSeen, tellAtOnce } from "../preview/firstSeen";
import type { OpenPane } from "../preview/openPane";
import { paginationRun } from "../preview/paginationRun";
import { paginationTurn } from "../preview/paginationTurn";
import { PreviewHost } from "../preview/previewHost";
import { traceStage } from "./traceStage";

const chromium = findChromium();
const hour = 3_600_000;
const run = "20261121-101500-prev";

describe.skipIf(chromium === null)("the trace pane's first frame", () => {
  const raise = traceStage(chromium);
  let open: OpenPane;

  async function show(events: RunEvent[], state: unknown = {}): Promise<void> {
    open = await raise({ run: { events, turn: paginationTurn }, state });
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

  it("has the time of now when a paused run goes on", async () => {
    const at = Date.now();
    const fact = { type: "run.paused", reason: "cap", message: "The budget is spent." } as const;
    const events = paginationRun("going", at).slice(0, 1);
    const next = (seq: number, now: number, told: RunEvent["fact"]): RunEvent => ({
      v: 1,
      seq,
      epoch: 1,
      at: now,
      fact: told,
    });
    await show([...events, next(2, at + 1000, fact)]);
    const { page } = open;
    await page.clock.setFixedTime(at + hour);
    const seen = await firstSeen(
      page,
      `(() => {
      const pause = [...document.querySelectorAll("vscode-button")].some((one) => one.textContent.includes("Pause"));
      return pause ? document.querySelector('[title="time since the run began"]').textContent : undefined;
    })()`,
    );
    const origin = { kind: "person", via: "vscode" } as const;
    await open.host.facts([next(3, at + hour, { type: "run.resumed", origin })]);
    expect(await seen()).toBe("1:00:00");
  });

  it("marks the words in the inspector that it counts", async () => {
    await show(paginationRun("done"), { run, chosen: "t5.1" });
    const { page } = open;
    await page.getByText("You are the coder").first().waitFor();
    const seen = await firstSeen(
      page,
      `/^1 of \\d\\d$/.test(document.querySelector(".inspector-find [role=status]").textContent) ? CSS.highlights.get("kilo-found-now")?.size ?? 0 : undefined`,
    );
    await page.getByRole("textbox", { name: "Find in this tab" }).fill("cursor");
    expect(await seen()).toBe(1);
  });
});
