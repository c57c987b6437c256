// What a page shows from its first frame on: looked at once a change is made, before that is painted.
import type { Page } from "playwright-core";

/** From its next load on, the pane is told these as it says that it listens: before it has drawn anything. */
export async function tellAtOnce(page: Page, messages: unknown[]): Promise<void> {
  await page.addInitScript(`{
    const toHost = globalThis.kiloToHost;
    globalThis.kiloToHost = (json) => {
      if (JSON.parse(json).type !== "ready") return toHost(json);
      for (const message of ${JSON.stringify(messages)}) kiloFromHost(JSON.stringify(message));
    };
  }`);
}
