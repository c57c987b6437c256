// VS Code's Chat view: says things in it and reads the answers. It works only in a window with a language model; see the
// option `extensions` of startWorkbench and packExtension.ts.
import type { Locator, Page } from "playwright-core";

export interface Chat {
  /** Opens the view where it is not open, and sends the text: `@kilo /single …`. */
  say(text: string): Promise<void>;
  /** Answers so far, oldest first. Buttons in them are found by role and name. */
  answers: Locator;
}

/** @param model the name of the model the view must have found before anything is said; null for none. */
export function chatOf(page: Page, model: string | null = "Scripted"): Chat {
  const session = page.locator(".interactive-session");
  const input = session.locator(".interactive-input-part .monaco-editor").first();
  return {
    answers: session.locator(".interactive-response"),
    say: async (text) => {
      if (!(await input.isVisible())) await page.keyboard.press("Control+Alt+I");
      // A request without a model is refused before the participant hears of it.
      if (model !== null)
        await session.locator(".interactive-input-part").getByText(model, { exact: true }).first().waitFor();
      await input.click();
      await page.keyboard.type(text);
      // Enter would take a suggestion instead of sending.
      await page.keyboard.press("Escape");
      await page.keyboard.press("Enter");
    },
  };
}
