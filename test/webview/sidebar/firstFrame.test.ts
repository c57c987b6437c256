// What the sidebar shows is right from its first frame, and what it is told before that is not lost.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../preview/findChromium";
import { firstSeen, tellAtOnce } from "../preview/firstSeen";
import { hasFocus, raiseStage, type Stage } from "./openSidebar";
import { entries, hostState } from "./scenes";

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

  it("has the keyboard in the reason that the workbench's own key asks for", async () => {
    const sidebar = await stage.open();
    const { page } = sidebar;
    const waiting = entries().filter(({ approval }) => approval.kind === "completion");
    await sidebar.tell(
      { type: "host", state: hostState() },
      { type: "runs", runs: [] },
      { type: "inbox", waiting },
    );
    await page.getByRole("article").waitFor();
    const seen = await firstSeen(
      page,
      `((area) => area ? document.activeElement === area : undefined)(document.querySelector(".kilo-reason textarea"))`,
    );
    await sidebar.tell({ type: "show", what: "reject", id: null, text: null });
    expect(await seen()).toBe(true);
    await sidebar.close();
  });
});
