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
    const open = await panes.open({ run: { events: writer.events }, reducedMotion: true });
    const { page } = open;
    const turns = () =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll("[data-turn]")].map((card) => card.dataset.turn)`,
      );
    await expect.poll(turns).toEqual(["t1.1", "t2.1", "t3.1"]);
    const choose = async (agent: string) => {
      await page.getByRole("combobox", { name: "Agent" }).click();
      await page.getByRole("option", { name: agent, exact: true }).click();
    };
    await choose("database");
    await expect.poll(turns).toEqual(["t1.1", "t2.1"]);
    await choose("api");
    await expect.poll(turns).toEqual(["t3.1"]);
    await page.getByText("api: process 4242 started").waitFor();
    await page.getByRole("button", { name: "Clear filter" }).click();
    await expect.poll(turns).toEqual(["t1.1", "t2.1", "t3.1"]);
    expect(open.faults).toEqual([]);
    await open.close();
  });
});
