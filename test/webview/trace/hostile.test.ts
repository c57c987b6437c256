// Hostile texts in every place of the trace pane where text of a model, a file, a tool or a repository is shown: nothing
// is loaded, nothing runs, no command is sent, and the pane stays usable.
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tally } from "../../faults/tally";
import { findChromium } from "../preview/findChromium";
import type { OpenPane } from "../preview/openPane";
import { type Panes, raisePanes } from "../preview/raisePanes";
import { hostileTexts } from "../sidebar/hostileTexts";
import { hostileRun, hostileStream, hostileTurn } from "./hostileRun";

const chromium = findChromium();
const payloads = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/webview/payloads.json"), "utf8"),
) as { input: string }[];

describe.skipIf(chromium === null)("hostile texts", () => {
  let panes: Panes;
  let counter: Server;
  let open: OpenPane;
  let texts: string[];
  const seen: string[] = [];

  beforeAll(async () => {
    counter = createServer((request, response) => {
      seen.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => counter.listen(0, "127.0.0.1", resolve));
    const port = String((counter.address() as AddressInfo).port);
    texts = [...Object.values(hostileTexts), ...payloads.map(({ input }) => input)].map((text) =>
      text.replaceAll("PORT", port).replaceAll("{{CANARY_PORT}}", port).slice(0, 4000),
    );
    panes = await raisePanes("trace", chromium ?? "");
    const run = { events: hostileRun(texts), turn: (turn: string) => hostileTurn(texts, turn) };
    open = await panes.open({ run, reducedMotion: true, height: 1200 });
    await open.page.locator(".trace-card").first().waitFor();
  });
  afterAll(async () => {
    const lost = seen.length + (open?.faults.length ?? 1);
    if (texts) tally({ what: "hostile texts drawn in the trace pane (S-06)", tried: texts.length, lost });
    await open?.close();
    await panes?.close();
    counter?.close();
  });

  async function expectNothing(): Promise<void> {
    expect(await open.page.evaluate("kiloRefused")).toEqual([]);
    expect(open.faults).toEqual([]);
    expect(seen).toEqual([]);
    expect(open.page.url()).toContain("/trace.html");
    const asked = open.host.actions.filter(
      (action) => action.type !== "link.open" || !/^http:/.test(action.url),
    );
    expect(asked).toEqual([]);
  }

  it("are only shown in the list, from its first item to its last", async () => {
    const { page } = open;
    await page.keyboard.press("Home");
    const list = page.locator(".trace-scroller");
    await list.hover();
    const atEnd = () =>
      page.evaluate(
        `((list) => list.scrollTop >= list.scrollHeight - list.clientHeight - 1)(document.querySelector(".trace-scroller"))`,
      );
    while (!(await atEnd())) {
      await page.mouse.wheel(0, 900);
      await page.evaluate(
        "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))",
      );
    }
    await expectNothing();
  });

  it("are only shown while they stream in", async () => {
    for (let at = 0; at < texts.length; at += 1) await open.host.live(hostileStream(texts, at));
    await open.page.locator(".card-live").last().waitFor();
    await expectNothing();
  });

  it("are only shown in the inspector, whatever is clicked there", async () => {
    const { page } = open;
    for (let at = 1; at <= texts.length; at += 1) {
      const wish = { type: "show", what: "turn", id: `t${at}.1`, text: null };
      await page.evaluate(`kiloFromHost(${JSON.stringify(JSON.stringify(wish))})`);
      const number = `#${at * 2 - 1} ·`;
      await page.locator(".inspector-head h2", { hasText: number }).waitFor();
      for (const tab of ["Prompt", "Response", "Tools", "Raw"]) {
        await page.getByRole("tab", { name: tab }).click();
        await page.locator(".text-block").first().waitFor();
        for (const link of await page.locator(".kilo-markdown button, .kilo-markdown a").all())
          await link.click();
      }
    }
    await expectNothing();
  });
});
