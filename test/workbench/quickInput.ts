// The workbench's input box and pick list: command palette, quick open, and what commands ask for.
import type { Page } from "playwright-core";

export interface QuickInput {
  palette(title: string): Promise<void>;
  answer(text: string): Promise<void>;
  pick(label: string): Promise<void>;
  openFile(path: string): Promise<void>;
}

export function quickInput(page: Page): QuickInput {
  const box = page.locator(".quick-input-widget:visible");
  const input = box.locator("input.input");
  /** A row is read out as its label, and further words after a comma. */
  const choose = async (name: string, exact: boolean) => {
    const ways = exact
      ? [`=${JSON.stringify(name)}`, `^=${JSON.stringify(`${name}, `)}`]
      : [`^=${JSON.stringify(name)}`];
    const row = box.locator(ways.map((way) => `.monaco-list-row[aria-label${way}]`).join(", ")).first();
    await row.click();
  };
  return {
    palette: async (title) => {
      await page.keyboard.press("F1");
      await input.fill(`>${title}`);
      await choose(title, true);
    },
    answer: async (text) => {
      await input.fill(text);
      await input.press("Enter");
    },
    pick: async (label) => {
      // Long lists have only the rows that are showing; typing brings the one that is meant.
      await input.fill(label);
      await choose(label, false);
    },
    openFile: async (path) => {
      const name = path.split("/").at(-1) ?? path;
      await page.keyboard.press("Control+P");
      await input.fill(path);
      await choose(name, false);
      await page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
    },
  };
}
