// Who asked for anything beyond this machine: pages, webviews and workers of the browser, and the workbench's Node
// processes. Webview resources have names under vscode-cdn that a service worker answers; foreign are those it leaves alone.
import type { BrowserContext, Page, Request } from "playwright-core";

export interface ForeignRequest {
  from: "browser" | "node";
  /** The address, or `host:port`. */
  to: string;
  /** The page it was asked from, or the program and where in it. */
  by: string;
}

const local = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;
const answeredInside = /\.vscode-(cdn|resource)\.net$/;

/** Watches all requests of a browser. @returns what asks for the foreign ones so far. */
export function watchRequests(context: BrowserContext): () => ForeignRequest[] {
  const seen = new Map<object, ForeignRequest>();
  context.on("request", (request) => {
    const host = hostOf(request.url());
    if (host === null || local.test(host) || answeredInside.test(host)) return;
    seen.set(request, { from: "browser", to: request.url(), by: pageOf(request) });
  });
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // The page's own policy kept it back before it was sent.
    if (why === "csp") seen.delete(request);
    // Nobody inside answered, so it was looked for outside. (A pane that closes gives up what it asked for.)
    else if (answeredInside.test(hostOf(request.url()) ?? "") && why !== "net::ERR_ABORTED")
      seen.set(request, { from: "browser", to: request.url(), by: pageOf(request) });
  });
  const watchSockets = (page: Page) =>
    page.on("websocket", (socket) => {
      const host = hostOf(socket.url());
      if (host !== null && !local.test(host))
        seen.set(socket, { from: "browser", to: socket.url(), by: page.url() });
    });
  context.pages().forEach(watchSockets);
  context.on("page", watchSockets);
  return () => [...seen.values()];
}

/** Reads the lines of recordConnections.cjs. */
export function foreignConnections(text: string): ForeignRequest[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const { to, program, stack } = JSON.parse(line) as { to: string; program: string; stack: string };
    const own = stack.split("\n").filter((frame) => !/\(?node:|node_modules/.test(frame));
    return { from: "node", to, by: [program, ...own].join("\n") };
  });
}

/** Null for addresses that name no machine (`data:`, `blob:`, `about:`). */
function hostOf(address: string): string | null {
  const { protocol, hostname } = new URL(address);
  return ["data:", "blob:", "about:", "chrome-extension:"].includes(protocol) ? null : hostname;
}

function pageOf(request: Request): string {
  try {
    return request.serviceWorker()?.url() ?? request.frame().url();
  } catch {
    return "a page that is gone";
  }
}
