// Serves the built panes on loopback with the policy they have in the workbench, a theme's variables, and a stand-in
// for what VS Code hands a webview: messages go through two functions of the page, state into its session storage.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, extname, join } from "node:path";
import { type ThemeName, themeStyle, themes } from "./themes";

const kinds: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf" };

/** The page's side of the bridge: `kiloToHost` is exposed by the browser's driver, `kiloFromHost` called by it. */
const bridge = `
  globalThis.kiloFromHost = (json) => window.dispatchEvent(new MessageEvent("message", { data: JSON.parse(json) }));
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => void globalThis.kiloToHost(JSON.stringify(message)),
    getState: () => JSON.parse(sessionStorage.getItem("kilo") ?? "null") ?? undefined,
    setState: (state) => sessionStorage.setItem("kilo", JSON.stringify(state)),
  });
  globalThis.kiloRefused = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    globalThis.kiloRefused.push(event.violatedDirective + " " + event.blockedURI);
  });
`;

/** What the workbench gives every webview before its own styles. */
const workbenchStyle = `
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body { overscroll-behavior-x: none; margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
  ::-webkit-scrollbar { width: 10px; height: 10px; }
  ::-webkit-scrollbar-thumb { background-color: var(--vscode-scrollbarSlider-background); }
  kbd { background-color: var(--vscode-keybindingLabel-background); color: var(--vscode-keybindingLabel-foreground);
    border-style: solid; border-width: 1px; border-radius: 3px; padding: 1px 3px; vertical-align: middle; }
`;

export interface Served {
  /** @param pane `trace` or `sidebar`. */
  address(pane: string, theme: ThemeName): string;
  close(): Promise<void>;
}

/** @param folder what {@link buildPanes} filled. */
export async function servePanes(folder: string): Promise<Served> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const name = basename(url.pathname);
    if (name.endsWith(".html")) {
      const theme = (url.searchParams.get("theme") ?? "dark") as ThemeName;
      const { html, policy } = page(name.slice(0, -5), theme);
      response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy }).end(html);
      return;
    }
    if (name === "favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    const bytes = await readFile(join(folder, name)).catch(() => null);
    if (bytes) response.writeHead(200, { "content-type": kinds[extname(name)] ?? "" }).end(bytes);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: (pane, theme) => `http://127.0.0.1:${port}/${pane}.html?theme=${theme}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function page(pane: string, themeName: ThemeName): { html: string; policy: string } {
  const nonce = randomBytes(16).toString("base64");
  const theme = themes[themeName];
  const back = pane === "trace" ? "editor" : "sideBar";
  const policy = [
    "default-src 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `script-src 'nonce-${nonce}'`,
    "connect-src 'none'",
  ].join("; ");
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kilo ${pane}</title>
<style>${themeStyle(theme)} ${workbenchStyle} body { background: var(--vscode-${back}-background); }</style>
<link rel="stylesheet" href="${pane}.css">
<script nonce="${nonce}">${bridge}</script>
</head>
<body class="${theme.bodyClass}"><div id="root"></div>
<script nonce="${nonce}" src="${pane}.js"></script>
</body></html>`;
  return { html, policy };
}
