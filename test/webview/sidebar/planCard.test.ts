// A plan's card in a real browser: every change by mouse and keyboard, the sentence that stands in its way, and that
// edits outlive the pane.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Plan } from "../../../src/protocol/plan";
import { findChromium } from "../preview/findChromium";
import { type OpenSidebar, raiseStage, type Stage } from "./openSidebar";
import { plan } from "./scenePlan";
import { entryOf, hostState } from "./scenes";

const chromium = findChromium();
const loose: Plan = { ...plan, steps: plan.steps.map((step) => ({ ...step, after: [] })) };
const models = ["anthropic/claude-opus-4-7", "anthropic/claude-sonnet-4-6"];

describe.skipIf(chromium === null)("a plan's card", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await raiseStage(chromium ?? "");
  });
  afterAll(() => stage?.close());

  const inbox = (shown: Plan) => ({
    type: "inbox" as const,
    waiting: [
      entryOf(
        { kind: "plan", title: "Plan" },
        { kind: "plan", plan: shown, checks: ["npm run openapi:lint"] },
        { models, stepRoles: ["coder", "tester"] },
      ),
    ],
  });
  async function open(shown = loose): Promise<OpenSidebar> {
    const sidebar = await stage.open({ height: 1200 });
    await sidebar.tell({ type: "host", state: hostState() }, { type: "runs", runs: [] }, inbox(shown));
    return sidebar;
  }
  const press = ({ page }: OpenSidebar, name: string) =>
    page.getByRole("button", { name, exact: true }).click();
  const titles = ({ page }: OpenSidebar) => page.locator(".kilo-step-title").allTextContents();
  async function sentPlan(sidebar: OpenSidebar): Promise<Plan> {
    await expect.poll(() => sidebar.actions.length).toBe(1);
    const [action] = sidebar.actions;
    if (action?.type !== "run.command" || action.command.type !== "approval.give")
      throw new Error("no answer");
    return action.command.edit as Plan;
  }

  it("shows summary, criteria, files, dependencies, risks, contract changes and extra checks", async () => {
    const sidebar = await open(plan);
    const text = (await sidebar.page.getByRole("article").textContent()) ?? "";
    for (const part of [
      "index first, then the handler",
      "after 2, 3",
      "src/users/cursor.js",
      "412 ms → 120 ms",
      "Clients that send no cursor",
      "test/users.test.js: the list becomes",
      "npm run openapi:lint",
    ])
      expect(text).toContain(part);
    await sidebar.close();
  });

  it("is approved as it was sent, without an edit", async () => {
    const sidebar = await open();
    await press(sidebar, "Approve");
    expect(await sentPlan(sidebar)).toBeUndefined();
    await sidebar.close();
  });

  it("is edited in text, role and model, reordered and thinned out, and sent whole", async () => {
    const sidebar = await open();
    await press(sidebar, "Edit step 2");
    await sidebar.page.getByRole("textbox", { name: "Title" }).fill("Handler");
    await sidebar.page.getByRole("textbox", { name: "Instructions" }).fill("Only the handler.");
    await choose(sidebar, "Role", "tester");
    await choose(sidebar, "Model", "anthropic/claude-opus-4-7");
    await press(sidebar, "Done with step 2");
    await press(sidebar, "Move step 2 up");
    await press(sidebar, "Drop step 3");
    expect(await titles(sidebar)).toEqual(["Handler", "Index on created_at and id", "All checks are green"]);
    await press(sidebar, "Approve as edited");
    const sent = await sentPlan(sidebar);
    expect(sent.steps.map(({ id }) => id)).toEqual(["s2", "s1", "s4"]);
    expect(sent.steps[0]).toMatchObject({
      title: "Handler",
      instructions: "Only the handler.",
      role: "tester",
      model: "anthropic/claude-opus-4-7",
    });
    expect(sidebar.faults).toEqual([]);
    await sidebar.close();
  });

  async function choose({ page }: OpenSidebar, label: string, option: string): Promise<void> {
    await page.locator(`vscode-dropdown[aria-label="${label}"]`).click();
    await page.locator(`vscode-dropdown[aria-label="${label}"] vscode-option`, { hasText: option }).click();
  }

  it("moves a step with Alt and the arrows, keeps the focus in it and says where it is", async () => {
    const sidebar = await open();
    const edit = sidebar.page.getByRole("button", { name: "Edit step 1" });
    await edit.focus();
    await sidebar.page.keyboard.press("Alt+ArrowDown");
    expect((await titles(sidebar))[1]).toBe("Index on created_at and id");
    await sidebar.page.keyboard.press("Alt+ArrowDown");
    expect((await titles(sidebar))[2]).toBe("Index on created_at and id");
    await sidebar.page.getByText("is now 3 of 4").waitFor({ state: "attached" });
    await sidebar.page.keyboard.press("Alt+ArrowUp");
    expect((await titles(sidebar))[1]).toBe("Index on created_at and id");
    await sidebar.close();
  });

  it("does not move a step past one it waits for", async () => {
    const sidebar = await open(plan);
    await sidebar.page.getByRole("button", { name: "Edit step 2" }).focus();
    await sidebar.page.keyboard.press("Alt+ArrowUp");
    expect(await titles(sidebar)).toEqual(plan.steps.map(({ title }) => title));
    await sidebar.close();
  });

  it("says at once what is wrong, and cannot be approved so", async () => {
    const sidebar = await open();
    await press(sidebar, "Edit step 1");
    await sidebar.page.getByRole("textbox", { name: "Instructions" }).fill("");
    await sidebar.page.getByText("Step 1 needs instructions.").waitFor();
    await sidebar.page.getByRole("article").focus();
    await sidebar.page.keyboard.press("a");
    await press(sidebar, "Take it back");
    await press(sidebar, "Approve");
    expect(await sentPlan(sidebar)).toBeUndefined();
    await sidebar.close();
  });

  it("has its edits again after the pane was hidden, and none for another plan", async () => {
    const sidebar = await open();
    await press(sidebar, "Drop step 1");
    await sidebar.page.reload();
    await sidebar.tell({ type: "host", state: hostState() }, { type: "runs", runs: [] }, inbox(loose));
    await sidebar.page.getByRole("button", { name: "Approve as edited" }).waitFor();
    expect(await titles(sidebar)).toHaveLength(3);
    const other = inbox(loose);
    for (const { approval } of other.waiting) approval.hash = "c".repeat(64);
    await sidebar.tell(other);
    await sidebar.page.getByRole("button", { name: "Approve", exact: true }).waitFor();
    expect(await titles(sidebar)).toHaveLength(4);
    await sidebar.close();
  });
});
