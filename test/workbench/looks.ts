// Pictures of one state of the window as people have it: light, dark, high contrast, a pane of 300 px, and text at 200 %.
// Each look is held against axe before its picture is kept.
import { expect } from "vitest";
import { axeFindings } from "./axe";
import type { Theme } from "./themes";
import type { Workbench } from "./workbench";

const looks: Theme[] = ["light", "high-contrast", "dark"];
const size = { width: 1500, height: 900 };
const narrow = 300;
/** What the window has beside its editor: activity bar, sidebar and the lines between. */
const besideEditor = 58 + narrow;

type Shown = "sidebar" | "trace";

/** Keeps `<name>-<look>.png` of each look and leaves the window dark and large. */
export async function keepLooks(workbench: Workbench, name: string, shown: Shown): Promise<void> {
  for (const theme of looks) {
    await workbench.setTheme(theme);
    await keep(workbench, `${name}-${theme}`, shown);
  }
  await keepTight(workbench, name, shown);
}

/** The two looks with little room: a pane of 300 px, and text at 200 %. The window is large afterwards. */
export async function keepTight(workbench: Workbench, name: string, shown: Shown): Promise<void> {
  const { page, window } = workbench;
  await window.widenSidebar(narrow);
  // The line that was dragged is not marked any more.
  await page.mouse.move(size.width / 2, size.height - 5);
  if (shown === "trace") await page.setViewportSize({ ...size, width: besideEditor + narrow });
  await keep(workbench, `${name}-300-px`, shown);
  await atDoubleSize(workbench, () => keep(workbench, `${name}-200-percent`, shown));
  await page.setViewportSize(size);
}

async function keep({ window }: Workbench, name: string, shown: Shown): Promise<void> {
  const frame = shown === "sidebar" ? window.sidebarFrame() : window.traceFrame();
  expect(await axeFindings(await frame), name).toEqual([]);
  await window.screenshot(name);
}

/** As the browser's own zoom does it: half as many CSS pixels, each twice as large. */
async function atDoubleSize({ page }: Workbench, look: () => Promise<void>): Promise<void> {
  const half = { width: size.width / 2, height: size.height / 2 };
  await page.setViewportSize(half);
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setDeviceMetricsOverride", { ...half, deviceScaleFactor: 2, mobile: false });
  try {
    await look();
  } finally {
    await session.send("Emulation.clearDeviceMetricsOverride");
    await session.detach();
  }
}
