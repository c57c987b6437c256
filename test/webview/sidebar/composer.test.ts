// The composer in a real browser: keys, completion, history, the routing hint, what it sends, and what survives.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../preview/findChromium";
import { hasFocus, type OpenSidebar, raiseStage, type SidebarOptions, type Stage } from "./openSidebar";
import { hostState } from "./scenes";

const chromium = findChromium();

describe.skipIf(chromium === null)("the composer", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await raiseStage(chromium ?? "");
  });
  afterAll(() => stage?.close());

  async function open(over = {}, options: SidebarOptions = {}): Promise<OpenSidebar> {
    const sidebar = await stage.open(options);
    sidebar.answers.route = {
      ok: true,
      value: { decision: "orchestrate", estimatedLines: 120, reasons: ["tests asked for"], forced: null },
    };
    sidebar.answers.files = { ok: true, value: ["src/users/handler.js", "src/users/cursor.js"] };
    await sidebar.tell({ type: "host", state: hostState(over) }, { type: "runs", runs: [] });
    return sidebar;
  }
  const field = ({ page }: OpenSidebar) => page.getByRole("textbox", { name: "Prompt" });
  const send = ({ page }: OpenSidebar) => page.getByRole("button", { name: "Send", exact: true });

  it("sends with Enter, breaks the line with Shift+Enter, and is empty after", async () => {
    const sidebar = await open();
    await field(sidebar).pressSequentially("first");
    await sidebar.page.keyboard.press("Shift+Enter");
    await sidebar.page.keyboard.type("second");
    await sidebar.page.keyboard.press("Enter");
    await expect.poll(() => field(sidebar).inputValue()).toBe("");
    expect(sidebar.actions).toEqual([
      { type: "run.start", prompt: "first\nsecond", role: null, folder: null },
    ]);
    expect(sidebar.faults).toEqual([]);
    await sidebar.close();
  });

  it("does not send while an input method composes", async () => {
    const sidebar = await open();
    await field(sidebar).fill("名前");
    await field(sidebar).dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true });
    await field(sidebar).dispatchEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true });
    expect(sidebar.actions).toEqual([]);
    await sidebar.page.keyboard.press("Enter");
    await expect.poll(() => sidebar.actions.length).toBe(1);
    await sidebar.close();
  });

  it("keeps the words and says why where the host refuses", async () => {
    const sidebar = await open();
    sidebar.answers["run.start"] = { ok: false, message: "The folder is gone." };
    await field(sidebar).fill("fix it");
    await send(sidebar).click();
    await sidebar.page.getByText("The folder is gone.").waitFor();
    expect(await field(sidebar).inputValue()).toBe("fix it");
    await sidebar.close();
  });

  it.each([
    ["untrusted", { trusted: false }, "This folder is not trusted", "Manage trust", "manageTrust"],
    ["without a key", { modelProblem: "No key for coder." }, "No key for coder.", "Set API key", "setKey"],
    [
      "with a wrong configuration",
      { configProblem: "line 7: no" },
      "line 7: no",
      "Open config",
      "openConfig",
    ],
    ["without a folder", { folders: [] }, "No folder is open", "Open folder", "openFolder"],
    ["virtual", { virtual: true }, "virtual workspace cannot be worked in", "Open folder", "openFolder"],
  ])("%s it sends nothing, and says what to do", async (_, over, sentence, label, what) => {
    const sidebar = await open(over);
    await field(sidebar).fill("fix it");
    await sidebar.page.keyboard.press("Enter");
    await sidebar.page.getByText("Nothing can be sent").waitFor();
    expect(await sidebar.page.getByText(sentence).count()).toBeGreaterThan(0);
    await sidebar.page.getByRole("button", { name: label }).click();
    await expect.poll(() => sidebar.actions).toEqual([{ type: "host.do", what }]);
    await sidebar.close();
  });

  it("works without git and says what is lost", async () => {
    const sidebar = await open({ git: false });
    await sidebar.page.getByRole("button", { name: "Initialize git" }).waitFor();
    await field(sidebar).fill("fix it");
    await sidebar.page.keyboard.press("Enter");
    await expect.poll(() => sidebar.actions.map(({ type }) => type)).toEqual(["run.start"]);
    await sidebar.close();
  });

  it("completes a prefix and a file from the keyboard", async () => {
    const sidebar = await open();
    await field(sidebar).pressSequentially("/");
    const options = sidebar.page.getByRole("listbox").getByRole("option");
    await expect.poll(() => options.count()).toBe(2);
    await sidebar.page.keyboard.press("ArrowDown");
    const active = await field(sidebar).getAttribute("aria-activedescendant");
    expect(await sidebar.page.locator(`[id="${active}"]`).textContent()).toContain("/single");
    await sidebar.page.keyboard.press("Enter");
    await sidebar.page.keyboard.type("fix @us");
    await expect.poll(() => options.count()).toBe(2);
    await sidebar.page.keyboard.press("Tab");
    expect(await field(sidebar).inputValue()).toBe("/single fix @src/users/handler.js ");
    expect(sidebar.queries).toContainEqual({ type: "files", letters: "us" });
    expect(sidebar.actions).toEqual([]);
    await sidebar.close();
  });

  it("hides suggestions on Escape and then sends what is written", async () => {
    const sidebar = await open();
    await field(sidebar).pressSequentially("see @us");
    await sidebar.page.getByRole("listbox").getByRole("option").first().waitFor();
    await sidebar.page.keyboard.press("Escape");
    expect(await sidebar.page.getByRole("listbox").count()).toBe(0);
    await sidebar.page.keyboard.press("Enter");
    await expect.poll(() => sidebar.actions.length).toBe(1);
    await sidebar.close();
  });

  it("brings earlier prompts back and the draft after them", async () => {
    const sidebar = await open({ history: ["newest", "older"] });
    await field(sidebar).fill("my draft");
    await sidebar.page.keyboard.press("ArrowUp");
    expect(await field(sidebar).inputValue()).toBe("newest");
    await sidebar.page.keyboard.press("ArrowUp");
    expect(await field(sidebar).inputValue()).toBe("older");
    await sidebar.page.keyboard.press("ArrowDown");
    await sidebar.page.keyboard.press("ArrowDown");
    expect(await field(sidebar).inputValue()).toBe("my draft");
    await sidebar.close();
  });

  it("says what routing would do, and goes the other way at one click and back", async () => {
    const sidebar = await open();
    await field(sidebar).fill("add pages");
    await sidebar.page.getByText("Would orchestrate").waitFor();
    await sidebar.page.getByText("tests asked for · about 120 lines").waitFor();
    await sidebar.page.getByRole("button", { name: "Use one agent" }).click();
    expect(await field(sidebar).inputValue()).toBe("/single add pages");
    await sidebar.page.getByRole("button", { name: "Let Kilo decide" }).click();
    expect(await field(sidebar).inputValue()).toBe("add pages");
    await sidebar.close();
  });

  it("sends the chosen role and folder", async () => {
    const folders = [
      { path: "/a", name: "one" },
      { path: "/b", name: "two" },
    ];
    const sidebar = await open({ folders });
    await sidebar.page.getByLabel("Role").selectOption({ label: "debug" });
    await sidebar.page.getByLabel("Folder").selectOption({ label: "two" });
    await field(sidebar).fill("why is it red");
    await sidebar.page.keyboard.press("Enter");
    await expect
      .poll(() => sidebar.actions)
      .toEqual([{ type: "run.start", prompt: "why is it red", role: "debugger", folder: "/b" }]);
    await sidebar.close();
  });

  it("has the draft again after the pane was hidden", async () => {
    const sidebar = await open();
    await field(sidebar).fill("half a thought");
    await sidebar.page.getByLabel("Role").selectOption({ label: "code" });
    await sidebar.page.reload();
    await sidebar.tell({ type: "host", state: hostState() });
    expect(await field(sidebar).inputValue()).toBe("half a thought");
    expect(await sidebar.page.getByLabel("Role").inputValue()).toBe("coder");
    await sidebar.close();
  });

  it("takes words and focus from the workbench, and examples at a click", async () => {
    const sidebar = await open();
    await sidebar.tell({ type: "show", what: "composer", id: null, text: "/orchestrate from the chat" });
    await expect.poll(() => field(sidebar).inputValue()).toBe("/orchestrate from the chat");
    expect(await hasFocus(field(sidebar))).toBe(true);
    await sidebar.page.getByRole("button", { name: /Explain how a request/ }).click();
    expect(await field(sidebar).inputValue()).toMatch(/^Explain how/);
    await sidebar.close();
  });
});
