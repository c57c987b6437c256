// The Agents view by keyboard alone: who leaves the words of a wish, sent or not, stands on the agent's row again.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../preview/findChromium";
import { type AgentsStage, raiseAgents } from "./openAgents";
import { fiveAtWork } from "./pictures";

const chromium = findChromium();

describe.skipIf(chromium === null)("the words of a wish", () => {
  let stage: AgentsStage;
  beforeAll(async () => {
    stage = await raiseAgents(chromium ?? "");
  });
  afterAll(() => stage?.close());

  it.each([
    ["taken back", "Escape"],
    ["sent", "Control+Enter"],
  ])("%s: the keyboard is on the agent's row again", async (_, key) => {
    const open = await stage.open();
    await open.show(fiveAtWork());
    const { page } = open;
    await page.locator('.agents-name[data-agent="api"]').focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("textbox").waitFor();
    await page.keyboard.type("Use the pool");
    await page.keyboard.press(key);
    await page.getByRole("textbox").waitFor({ state: "detached" });
    await expect.poll(() => page.evaluate("document.activeElement.dataset.agent")).toBe("api");
    await open.close();
  });
});
