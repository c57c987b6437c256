// The trace of a session in Chromium: all agents, or one with what is noted of it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../preview/findChromium";
import { type Panes, raisePanes } from "../preview/raisePanes";
import { begunSession } from "./sessionEvents";

const chromium = findChromium();

describe.skipIf(chromium === null)("the trace of a session", () => {
  let panes: Panes;
  beforeAll(async () => {
    panes = await raisePanes("trace", chromium ?? "");
  });
  afterAll(() => panes?.close());

  it("shows one agent's tasks, those below them and its facts, and all again", async () => {
    const writer = begunSession();
    writer.emit({ type: "worker.started", agent: "api", pid: 4242, host: "here", limits: [] });
    const origin = { kind: "person", via: "test" } as const;
    writer.emit({ type: "task.steered", task: "t3", message: "Use the pool", origin });
    writer.emit({ type: "step.settled", step: "s2", status: "failed", evidence: "no such model" });
    const open = await panes.open({ run: { events: writer.events }, reducedMotion: true });
    const { page } = open;
    const turns = () =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll("[data-turn]")].map((card) => card.dataset.turn)`,
      );
    await expect.poll(turns).toEqual(["t1.1", "t2.1", "t3.1"]);
    await page.getByText("works now: t3 coder and 2 more").waitFor();
    const choose = async (agent: string) => {
      await page.getByRole("combobox", { name: "Agent" }).click();
      await page.getByRole("option", { name: agent, exact: true }).click();
    };
    await choose("database");
    await expect.poll(turns).toEqual(["t1.1", "t2.1"]);
    await choose("api");
    await expect.poll(turns).toEqual(["t3.1"]);
    await page.getByText("api: process 4242 started").waitFor();
    // Among many agents a line that names nobody could be of any.
    await page.getByText("api: told: Use the pool").waitFor();
    await page.getByText("api: step s2 failed: no such model").waitFor();
    await page.getByRole("button", { name: "Clear filter" }).click();
    await expect.poll(turns).toEqual(["t1.1", "t2.1", "t3.1"]);
    expect(open.faults).toEqual([]);
    await open.close();
  });
});
