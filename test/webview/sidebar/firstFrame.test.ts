// What the sidebar shows is right from its first frame, and what it is told before that is not lost.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../preview/findChromium";
import { tellAtOnce } from "../preview/firstSeen";
import { hasFocus, raiseStage, type Stage } from "./openSidebar";
import { hostState } from "./scenes";

const chromium = findChromium();

describe.skipIf(chromium === null)("the sidebar's first frame", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await raiseStage(chromium ?? "");
  });
  afterAll(() => stage?.close());

  it("has the words that came from the workbench before anything was drawn, and the keyboard in them", async () => {
    const sidebar = await stage.open();
    const { page } = sidebar;
    await tellAtOnce(page, [
      { type: "host", state: hostState() },
      { type: "runs", runs: [] },
      { type: "show", what: "composer", id: null, text: "/orchestrate from the chat" },
    ]);
    await page.reload();
    const field = page.getByRole("textbox", { name: "Prompt" });
    await expect.poll(() => field.inputValue()).toBe("/orchestrate from the chat");
    await expect.poll(() => hasFocus(field)).toBe(true);
    expect(sidebar.faults).toEqual([]);
    await sidebar.close();
  });
});
