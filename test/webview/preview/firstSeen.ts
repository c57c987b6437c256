// What a page shows from its first frame on: looked at once a change is made, before that is painted.
import type { Page } from "playwright-core";

/**
 * Watches the page for what is about to be painted.
 * @param seen an expression; undefined for as long as there is nothing to see.
 * @returns waits for the first it has seen.
 */
export async function firstSeen(page: Page, seen: string): Promise<() => Promise<unknown>> {
  await page.evaluate(`globalThis.kiloFirst = new Promise((tell) => {
    new MutationObserver(() => queueMicrotask(() => {
      const seen = ${seen};
      if (seen !== undefined) tell(seen);
    })).observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
  }); null`);
  return () => page.evaluate("kiloFirst");
}

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
