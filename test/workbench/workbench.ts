// A VS Code workbench for tests: code-server with the packaged extension, and a Chromium window on it. Everything it writes
// lies in one temporary folder that is gone after `stop`; it notes every request to another machine.
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { inject } from "vitest";
import { browserFlags } from "./browserFlags";
import { driveWindow, type WorkbenchWindow } from "./drive";
import { type ForeignRequest, foreignConnections, watchRequests } from "./foreignRequests";
import { stateKept } from "./keptState";
import { packExtension } from "./packExtension";
import { pageOf, webviewsIn } from "./panes";
import type { PreparedWorkbench } from "./prepare.mjs";
import { type Server, startServer } from "./server";
import { type Theme, themes } from "./themes";

export interface WorkbenchOptions {
  /** Opened first: a folder, or a `.code-workspace` file; null for an empty window. */
  open: string | null;
  /** Variables the extension host sees, `place.env` for example. */
  env?: Readonly<Record<string, string>>;
  /** Settings of the user beside the quiet ones every test has. */
  settings?: Readonly<Record<string, unknown>>;
  /** `light` unless told. */
  theme?: Theme;
  /** `granted` (unless told): every folder is trusted. `ask`: Workspace Trust is on, and folders open in Restricted Mode. */
  trust?: "granted" | "ask";
  /** Of the window, in CSS pixels; 1280 by 800 unless told. */
  size?: { width: number; height: number };
  /** Folders of small extensions that are installed beside the one under test; see packExtension.ts. */
  extensions?: readonly string[];
  /** Another packaged extension than the one under test. */
  vsix?: string;
}

export interface ConsoleLine {
  type: string;
  text: string;
  /** The script or page it came from. */
  url: string;
}

export interface Workbench {
  url: string;
  page: Page;
  window: WorkbenchWindow;
  /** What pages, webviews and workers printed to the browser's console, oldest first. */
  console: ConsoleLine[];
  /** Opens another folder or workspace file in the same window and profile, as a person would. */
  open(path: string | null): Promise<void>;
  /** `Developer: Reload Window`. (`page.reload()` is a crash: what the window arranged last is not kept.) */
  reload(): Promise<void>;
  /** Waits until the window has stored something with these words; a reload before that may lose it. See keptState.ts. */
  kept(words: RegExp): Promise<void>;
  /** Leaves the window as closing it does: the extension is deactivated. `open` comes back. */
  leave(): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  /** Changes the user's settings file and reloads the window, which does not watch that file. */
  set(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Every request so far to anywhere but loopback, by the browser or any Node process of the workbench. */
  foreignRequests(): Promise<ForeignRequest[]>;
  /** Folder of the logs of server and extension host. */
  logs: string;
  /** Closes the window, ends every process and removes every file. */
  stop(): Promise<void>;
}

/** Workbenches that run now; showFailure.ts takes pictures of them. */
export const running = new Set<Pick<Workbench, "window">>();

/** Quiet and the same every time; nothing here changes what an extension may do. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.reduceMotion": "on",
  "workbench.editor.useModal": "off",
  "window.autoDetectColorScheme": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "typescript.disableAutomaticTypeAcquisition": true,
  "json.schemaDownload.enable": false,
  "npm.fetchOnlinePackageInfo": false,
  "git.openRepositoryInParentFolders": "never",
  "git.autofetch": false,
  "remote.autoForwardPorts": false,
  "security.workspace.trust.startupPrompt": "never",
};

/** Starts everything and waits until the window stands. The caller calls `stop`, whatever happens. */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { tools, vsix } = inject("workbench");
  const top = await mkdtemp(join(await realpath(tmpdir()), "kwb-"));
  const settings = {
    ...quietSettings,
    "security.workspace.trust.enabled": options.trust === "ask",
    "workbench.colorTheme": themes[options.theme ?? "light"].id,
    ...options.settings,
  };
  const given = { tools, top, env: options.env ?? {}, settings, trust: options.trust === "ask" };
  let server: Server | null = null;
  let context: BrowserContext | null = null;
  let made: Omit<Workbench, "stop"> | null = null;
  const stop = async () => {
    if (made) running.delete(made);
    try {
      if (context) await closeBrowser(context);
    } finally {
      await server?.stop();
    }
    await rm(top, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const others = (options.extensions ?? []).map((folder, at) => ({
      folder,
      vsix: join(top, `${at}.vsix`),
    }));
    for (const other of others) await packExtension(other.folder, other.vsix);
    const packed = [options.vsix ?? vsix, ...others.map((other) => other.vsix)];
    server = await startServer({ ...given, vsix: packed });
    context = await openBrowser(tools, top, options.size ?? { width: 1280, height: 800 });
    made = await enter(server, context);
    running.add(made);
    await made.open(options.open);
    return { ...made, stop };
  } catch (thrown) {
    const printed = server?.printed() ?? "";
    await stop();
    throw new Error(`The workbench did not start. The server said:\n${printed.slice(-3000)}`, {
      cause: thrown,
    });
  }
}

async function openBrowser(
  tools: PreparedWorkbench,
  top: string,
  viewport: { width: number; height: number },
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(join(top, "profile"), {
    executablePath: tools.chromium,
    headless: true,
    viewport,
    args: browserFlags,
    env: { PATH: process.env.PATH ?? "", HOME: join(top, "home"), TMPDIR: join(top, "tmp"), LANG: "C.UTF-8" },
  });
}

async function closeBrowser(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) await page.goto("about:blank").catch(() => undefined);
  await context.close();
}

async function enter(server: Server, context: BrowserContext): Promise<Omit<Workbench, "stop">> {
  const page = context.pages()[0] ?? (await context.newPage());
  const window = driveWindow(page);
  const fromBrowser = watchRequests(context);
  const lines: ConsoleLine[] = [];
  context.on("console", (message) => {
    lines.push({ type: message.type(), text: message.text(), url: message.location().url });
  });
  const reload = async () => {
    const gone = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
    await Promise.all([gone, window.palette("Developer: Reload Window")]);
    await window.ready();
  };
  return {
    url: server.url,
    page,
    window,
    console: lines,
    logs: server.logs,
    open: async (path) => {
      // Without a stop between, a window on the same address would only be told of a new anchor.
      await page.goto("about:blank");
      await page.goto(`${server.url}/${addressOf(path)}`);
      await window.ready();
    },
    reload,
    kept: (words) => stateKept(page, words),
    leave: async () => void (await page.goto("about:blank")),
    set: async (settings) => {
      const before = JSON.parse(await readFile(server.settingsPath, "utf8")) as Record<string, unknown>;
      await writeFile(server.settingsPath, JSON.stringify({ ...before, ...settings }, null, 2));
      await reload();
    },
    setTheme: async (theme) => {
      await window.palette("Preferences: Color Theme");
      await window.pick(themes[theme].label);
      await page.locator(`.monaco-workbench.${themes[theme].className}`).waitFor();
      // The panes hear of it a moment later.
      for (const part of ["sidebar", "editor", "auxiliarybar", "panel"] as const)
        for (const webview of await webviewsIn(page, part).all())
          await pageOf(webview).locator(`body[data-vscode-theme-id="${themes[theme].id}"]`).waitFor();
    },
    foreignRequests: async () => [
      ...fromBrowser(),
      ...foreignConnections(await readFile(server.connectionsPath, "utf8").catch(() => "")),
    ],
  };
}

function addressOf(path: string | null): string {
  if (path === null) return "?ew=true";
  const kind = path.endsWith(".code-workspace") ? "workspace" : "folder";
  return `?${kind}=${path.split("/").map(encodeURIComponent).join("/")}`;
}
