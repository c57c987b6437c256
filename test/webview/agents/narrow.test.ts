// The Agents view with little room and with much to say: menus stay in the pane, a sign beside its words, figures beside
// one another, and what is cut off says so.
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../preview/findChromium";
import { type AgentsStage, raiseAgents } from "./openAgents";
import { agent, everyState, fiveAtWork, hundred, picture, waitsForMerge } from "./pictures";

const chromium = findChromium();

describe.skipIf(chromium === null)("the Agents view with little room", () => {
  let stage: AgentsStage;
  beforeAll(async () => {
    stage = await raiseAgents(chromium ?? "");
  });
  afterAll(() => stage?.close());

  const boxOf = async (thing: Locator) => {
    const box = await thing.boundingBox();
    if (!box) throw new Error("It is not seen.");
    return { left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height };
  };

  // 220 px is the least VS Code gives an editor.
  it.each([220, 300, 1440])("opens each menu within a pane of %i px", async (width) => {
    const open = await stage.open({ width });
    await open.show(everyState());
    for (const name of ["working", "conflict", "landed", "resolving", "this session"]) {
      const button = open.page.getByRole("button", { name: `More for ${name}`, exact: true });
      await button.scrollIntoViewIfNeeded();
      await button.click();
      for (const item of await open.page.getByRole("menuitem").all()) {
        const { left, right } = await boxOf(item);
        expect([left >= 0, right <= width], `${name} at ${width}`).toEqual([true, true]);
      }
      await open.page.keyboard.press("Escape");
    }
    await open.close();
  });

  it("shows a menu in its place from its first frame", async () => {
    const open = await stage.open({ width: 300 });
    await open.show(everyState());
    const button = open.page.getByRole("button", { name: "More for conflict", exact: true });
    await button.scrollIntoViewIfNeeded();
    await open.page.evaluate(`globalThis.kiloFirst = new Promise((tell) => {
      new MutationObserver(() => {
        const menu = document.querySelector("[role=menu]");
        if (menu) queueMicrotask(() => tell(menu.getBoundingClientRect().left));
      }).observe(document.body, { childList: true, subtree: true });
    }); null`);
    await button.click();
    expect(await open.page.evaluate("kiloFirst")).toBeGreaterThanOrEqual(0);
    await open.close();
  });

  it("keeps the sign of a line beside its words", async () => {
    const open = await stage.open({ width: 220 });
    await open.show(waitsForMerge());
    const lines = await open.page.locator(".agents-merge .agents-line").all();
    expect(lines.length).toBe(3);
    for (const line of lines) {
      const [sign, words] = [
        await boxOf(line.locator(".codicon").first()),
        await boxOf(line.locator(".agents-line-words")),
      ];
      expect(sign.right).toBeLessThanOrEqual(words.left);
      expect(sign.top).toBeLessThan(words.bottom);
      expect(words.top).toBeLessThan(sign.bottom);
    }
    await open.close();
  });

  it("keeps large figures apart, and the name's sign on the line of the name", async () => {
    const name = "internationalization-and-localization-2";
    const many = {
      files: 1234,
      added: 123_456,
      removed: 98_765,
      pid: 4_194_304,
      micros: 123_456_789,
      turns: 321,
    };
    const open = await stage.open();
    await open.show(picture([agent(name, "working", many)]));
    const [files, pid] = [open.page.locator(".agents-removed"), open.page.locator(".agents-pid")];
    expect((await boxOf(files)).right).toBeLessThanOrEqual((await boxOf(pid)).left);
    const first = await open.page.evaluate<number>(`(() => {
      const range = document.createRange();
      const button = document.querySelector(".agents-name");
      range.selectNode([...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE));
      return range.getClientRects()[0].top;
    })()`);
    expect(first).toBeLessThan((await boxOf(open.page.locator(".agents-name .codicon"))).bottom);
    await open.close();
  });

  it("tells agents apart in a narrow timeline", async () => {
    const open = await stage.open({ width: 220 });
    await open.show(hundred());
    await open.page.getByRole("tab", { name: "Timeline" }).click();
    const names = open.page.locator(".agents-time-name .kilo-one-line");
    const isCut = `(() => {
      const name = document.querySelector(".agents-time-name .kilo-one-line");
      return name.scrollWidth > name.clientWidth;
    })()`;
    expect(await open.page.evaluate(isCut)).toBe(false);
    expect(await names.first().getAttribute("title")).toBe("module-001");
    await open.close();
  });

  it("says where a text is cut off", async () => {
    const open = await stage.open();
    const title = "Run a shell command ".repeat(20).trim();
    await open.show({ ...fiveAtWork(), waiting: [{ id: "command:1", kind: "command", title }] });
    await open.page.getByText(/^A question waits for you \(command\): .*…$/).waitFor();
    await open.close();
  });
});
