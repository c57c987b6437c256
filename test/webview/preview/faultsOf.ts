// What a page of a pane did that it must not: what it tried to load from elsewhere, or was refused by its policy, its
// errors and dialogs. Gathered as long as the page is open.
import type { Page } from "playwright-core";

/** @param origin where the pane itself comes from. @returns a list that grows; it must stay empty. */
export function faultsOf(page: Page, origin: string): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(origin)) faults.push(`request: ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return faults;
}
