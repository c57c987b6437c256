// The Agents view by keyboard alone: who leaves the words of a wish, sent or not, stands on the agent's row again; who
// presses a button stays on it, and where it goes with what it did, near it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../preview/findChromium";
import { type AgentsStage, type OpenAgents, raiseAgents } from "./openAgents";
import { fiveAtWork, merged, waitsForMerge } from "./pictures";

const chromium = findChromium();

let stage: AgentsStage;
beforeAll(async () => {
  if (chromium !== null) stage = await raiseAgents(chromium);
});
afterAll(() => stage?.close());

describe.skipIf(chromium === null)("the words of a wish", () => {
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

describe.skipIf(chromium === null)("a button that was pressed", () => {
  const standing = (open: OpenAgents) =>
    open.page.evaluate<string>(`(() => {
      const { activeElement: at } = document;
      return at === document.body ? "nowhere" : (at.getAttribute("aria-label") ?? at.textContent).trim();
    })()`);
  const answered = (open: OpenAgents, wishes: number) =>
    expect
      .poll(() => open.wishes.length)
      .toBe(wishes)
      .then(() => open.page.locator(":disabled").first().waitFor({ state: "detached" }));

  it("of a row keeps the keyboard, and passes it to the agent's name where it goes", async () => {
    const open = await stage.open();
    const now = fiveAtWork();
    await open.show(now);
    await open.page.getByRole("button", { name: "Pause api" }).focus();
    await open.page.keyboard.press("Enter");
    await answered(open, 2);
    await expect.poll(() => standing(open)).toBe("Pause api");
    const agents = now.agents.map((one) => (one.name === "api" ? { ...one, state: "paused" as const } : one));
    await open.show({ ...now, agents });
    await expect.poll(() => standing(open)).toBe("api, paused");
    await open.close();
  });

  it("of the session passes it to the menu beside it, one of the merge to its part", async () => {
    const open = await stage.open();
    await open.show(fiveAtWork());
    await open.page.getByRole("button", { name: "Stop" }).focus();
    await open.show({ ...fiveAtWork(), stopping: true });
    await expect.poll(() => standing(open)).toBe("More for this session");
    await open.show(waitsForMerge());
    await open.page.getByRole("button", { name: "Approve merge" }).focus();
    await open.show(merged());
    await expect.poll(() => standing(open)).toBe("Merge");
    await open.close();
  });

  it("does not take the keyboard from who went elsewhere", async () => {
    const open = await stage.open();
    await open.show(fiveAtWork());
    await open.page.getByRole("button", { name: "Stop" }).focus();
    await open.page.locator('.agents-name[data-agent="docs"]').focus();
    await open.show({ ...fiveAtWork(), stopping: true });
    await open.page.getByText("stopping").first().waitFor();
    expect(await standing(open)).toBe("docs, paused");
    await open.close();
  });
});
