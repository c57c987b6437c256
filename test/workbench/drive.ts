// The window as a person uses it: keys, palette, sidebar, trace, status bar, notifications, pictures. It waits for what it
// asks for and fails with what was missing; it never reaches behind the screen.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Frame, FrameLocator, Locator, Page } from "playwright-core";
import { containerTitle, extensionId, openTraceKey, statusItem } from "./ids";
import { frameOf, type Part, pageOf, webviewsIn } from "./panes";
import { quickInput } from "./quickInput";

export interface WorkbenchWindow {
  /** Resolves when the workbench stands; `active` when the extension runs too. */
  ready(): Promise<void>;
  active(): Promise<void>;
  /** Keys as Playwright names them: `Control+Shift+O`. */
  press(...keys: string[]): Promise<void>;
  /** Runs a command by its title in the palette. */
  palette(title: string): Promise<void>;
  /** The input box or list that is open: types the text and accepts it. */
  answer(text: string): Promise<void>;
  /** The list that is open: takes the row whose label begins so. */
  pick(label: string): Promise<void>;
  /** An item of the status bar; the extension's own unless told. */
  statusItem(id?: string): Locator;
  /** Opens a view container of the activity bar where it is not open yet; `Kilo` unless told. */
  openContainer(title?: string): Promise<void>;
  /** The badge of a view container: a number as text, or nothing. */
  badge(title?: string): Locator;
  /** What is inside the sidebar's webview. */
  sidebar: FrameLocator;
  sidebarFrame(): Promise<Frame>;
  /** The same where the view was moved to another part of the window. */
  pane(part: Part): FrameLocator;
  /** Opens the sidebar, types a task into the composer and sends it. */
  send(prompt: string): Promise<void>;
  /** Presses the key and waits for a trace. The extension has one to show once there is a run. */
  openTrace(): Promise<FrameLocator>;
  /** What is inside a trace that is showing; several stand side by side from 0. */
  trace(at?: number): FrameLocator;
  traceFrame(at?: number): Promise<Frame>;
  /** Traces that are showing. */
  traces(): Locator;
  /** Puts the focus there. */
  focusExplorer(): Promise<void>;
  focusEditor(): Promise<void>;
  /** Opens a file of the folder through quick open, with the focus in it. @param path relative. */
  openFile(path: string): Promise<void>;
  /** An editor's tab by the beginning of its name. */
  tab(name: string): Locator;
  /** Notifications that are showing. */
  notifications(): Locator;
  /** Presses a button of the notification that has these words. */
  clickNotification(words: string | RegExp, button: string): Promise<void>;
  /** Presses a button of the modal dialog. */
  clickDialog(button: string): Promise<void>;
  /** Trusts the folder that is open, as a person would: through the Workspace Trust editor. */
  trustFolder(): Promise<void>;
  /** Drags the sidebar's edge until it is so wide, CSS pixels. */
  widenSidebar(width: number): Promise<void>;
  /** Keeps a picture of the window, or of one thing in it. @returns its path under test-output/screens. */
  screenshot(name: string, of?: Locator): Promise<string>;
}

const root = join(import.meta.dirname, "..", "..");

/** @param page of a workbench; it may still be loading. */
export function driveWindow(page: Page): WorkbenchWindow {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const status = (id = statusItem) => page.locator(`[id="${extensionId}.${id}"], [id="${id}"]`);
  const traces = () => webviewsIn(page, "editor");
  const trace = (at = 0) => pageOf(traces().nth(at));
  const quick = quickInput(page);
  const sidebar = pageOf(webviewsIn(page, "sidebar").first());
  const { openContainer, badge } = containers(page);
  return {
    ready: () => page.locator(".monaco-workbench .part.statusbar").waitFor(),
    active: () => status().waitFor(),
    press,
    palette: quick.palette,
    answer: quick.answer,
    pick: quick.pick,
    statusItem: status,
    openContainer,
    badge,
    sidebar,
    sidebarFrame: () => frameOf(webviewsIn(page, "sidebar").first()),
    pane: (part) => pageOf(webviewsIn(page, part).first()),
    send: async (prompt) => {
      await openContainer();
      const field = sidebar.getByRole("textbox", { name: "Prompt" });
      await field.fill(prompt);
      await field.press("Enter");
    },
    openTrace: async () => {
      await press(openTraceKey);
      await trace().locator("body").waitFor();
      return trace();
    },
    trace,
    traceFrame: (at = 0) => frameOf(traces().nth(at)),
    traces,
    focusExplorer: async () => {
      await press("Control+Shift+E");
      await page.locator(".explorer-folders-view .monaco-list:focus").waitFor();
    },
    focusEditor: async () => {
      await press("Control+1");
      await page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
    },
    openFile: quick.openFile,
    tab: (name) => page.locator(`.tabs-container .tab[data-resource-name^=${JSON.stringify(name)}]`),
    ...messages(page, () => quick.palette("Notifications: Show Notifications")),
    trustFolder: async () => {
      await quick.palette("Workspaces: Manage Workspace Trust");
      const editor = page.locator(".workspace-trust-editor");
      await editor.getByRole("button", { name: "Trust", exact: true }).click();
      await editor.getByText("You trust this folder").waitFor();
      await quick.palette("View: Close Editor");
      await editor.waitFor({ state: "hidden" });
    },
    widenSidebar: (width) => widenSidebar(page, width),
    screenshot: (name, of) => keepPicture(page, name, of),
  };
}

function containers(page: Page): Pick<WorkbenchWindow, "openContainer" | "badge"> {
  const item = (title: string) =>
    page.locator(`.activitybar .action-item:has(.action-label[aria-label^=${JSON.stringify(title)}])`);
  return {
    openContainer: async (title = containerTitle) => {
      // A click on the open one would close it.
      const open = page.locator(`.part.sidebar:visible .composite.title:has-text(${JSON.stringify(title)})`);
      if (!(await open.isVisible())) await item(title).click();
      await open.waitFor();
    },
    badge: (title = containerTitle) => item(title).locator(".badge-content"),
  };
}

function messages(
  page: Page,
  showList: () => Promise<void>,
): Pick<WorkbenchWindow, "notifications" | "clickNotification" | "clickDialog"> {
  const notifications = () => page.locator(".notifications-toasts .notification-toast:visible");
  return {
    notifications,
    async clickNotification(words, button) {
      const inside = (part: Locator) =>
        part.filter({ hasText: words }).getByRole("button", { name: button, exact: true });
      try {
        await inside(notifications()).click({ timeout: 10_000 });
      } catch {
        // A toast goes after some seconds, on a busy machine before it can be pressed; the list keeps it.
        await showList();
        await inside(page.locator(".notifications-center .notification-list-item")).click();
      }
    },
    clickDialog: (button) =>
      page.locator(".monaco-dialog-box").getByRole("button", { name: button, exact: true }).click(),
  };
}

async function widenSidebar(page: Page, width: number): Promise<void> {
  const box = await page.locator(".part.sidebar").boundingBox();
  if (!box) throw new Error("The sidebar is not showing.");
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + width, middle, { steps: 4 });
  await page.mouse.up();
}

async function keepPicture(page: Page, name: string, of?: Locator): Promise<string> {
  const path = join(root, "test-output", "screens", `${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  if (of) await of.screenshot({ path });
  else await page.screenshot({ path });
  return path;
}
