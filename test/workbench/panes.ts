// Finds the extension's webviews by the part of the window they are seen in. The address of a webview does not tell: one
// that was hidden and came back has no purpose in it any more, and all of them float over the window.
import { type Frame, type FrameLocator, type Locator, type Page, selectors } from "playwright-core";
import { extensionId } from "./ids";

/** Where a pane may lie; people move views to the second side bar or the panel. */
export type Part = "sidebar" | "editor" | "auxiliarybar" | "panel";

/** Runs in the page: webviews whose middle lies in a part of the window, from left to right. */
const engine = `{
  queryAll(root, part) {
    const place = root.ownerDocument ? root.ownerDocument : root;
    const area = place.querySelector(".part." + part)?.getBoundingClientRect();
    if (!area) return [];
    const found = [...place.querySelectorAll('iframe.webview.ready[src*="extensionId=${extensionId}"]')];
    return found
      .map((frame) => ({ frame, box: frame.getBoundingClientRect() }))
      .filter(({ frame, box }) => {
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const inside = area.left <= x && x <= area.right && area.top <= y && y <= area.bottom;
        return inside && box.width > 0 && box.height > 0 && frame.checkVisibility({ visibilityProperty: true });
      })
      .sort((one, other) => one.box.left - other.box.left)
      .map(({ frame }) => frame);
  },
  query(root, part) {
    return this.queryAll(root, part)[0];
  },
}`;

await selectors.register("kilo-pane", { content: engine });

/** VS Code puts the page itself into a frame of the webview's frame. */
const inner = "iframe#active-frame";

/** The webviews of the extension that are showing in a part. */
export function webviewsIn(page: Page, part: Part): Locator {
  return page.locator(`kilo-pane=${part}`);
}

/** What is inside a webview. */
export function pageOf(webview: Locator): FrameLocator {
  return webview.contentFrame().frameLocator(inner);
}

/** The frame with the extension's page, as it is now: a reload or a hide makes another. */
export async function frameOf(webview: Locator): Promise<Frame> {
  await pageOf(webview).locator("body").waitFor();
  const element = await webview.contentFrame().locator(inner).elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error("The webview has no page.");
  return frame;
}

/** Whether a frame of `frameOf` is seen in a part. */
export async function liesIn(frame: Frame, part: Part): Promise<boolean> {
  const webview = await frame.parentFrame()?.frameElement();
  const [box, area] = [
    await webview?.boundingBox(),
    await frame.page().locator(`.part.${part}`).boundingBox(),
  ];
  if (!box || !area) return false;
  const x = box.x + box.width / 2;
  return area.x <= x && x <= area.x + area.width;
}
