// What a window has really kept. In a browser VS Code stores what was arranged in it every five seconds at most, when it
// has nothing else to do; on a busy machine a reload right after a change can come too early.
import type { Page } from "playwright-core";

const stored = `(async () => {
  const answer = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith("vscode-web-state-db")) continue;
    const database = await answer(indexedDB.open(name));
    const values = await answer(database.transaction("ItemTable").objectStore("ItemTable").getAll());
    database.close();
    found.push(...values.map(String));
  }
  return found;
})()`;

/** Waits until one of the values the window has stored holds these words. */
export async function stateKept(page: Page, words: RegExp, longestMs = 30_000): Promise<void> {
  const end = Date.now() + longestMs;
  for (;;) {
    const values = await page.evaluate<string[]>(stored);
    if (values.some((value) => words.test(value))) return;
    if (Date.now() > end) throw new Error(`The window has kept nothing like ${words} in ${longestMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
