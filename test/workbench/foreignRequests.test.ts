// The watchers themselves: what they must notice, and what they must leave alone. Without a workbench, in a second.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BrowserContext, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { browserFlags } from "./browserFlags";
import { foreignConnections, watchRequests } from "./foreignRequests";

let top: string;
let server: Server;
let here: string;
let body = "";
let policy = "";

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "kwb-"));
  server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy });
    response.end(`<!doctype html><title>page</title>${body}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(top, { recursive: true, force: true });
});

describe("watchRequests", () => {
  let context: BrowserContext;
  beforeAll(async () => {
    const executablePath = inject("workbench").tools.chromium;
    context = await chromium.launchPersistentContext(join(top, "profile"), {
      executablePath,
      args: browserFlags,
      env: { PATH: process.env.PATH ?? "", HOME: top },
    });
  });
  afterAll(() => context.close());

  it.each([
    ["an image", '<img src="https://away.example/a.png">', "", ["https://away.example/a.png"]],
    ["an image the policy forbids", '<img src="https://away.example/a.png">', "default-src 'none'", []],
    [
      "a fetch",
      "<script>fetch('https://away.example/f')</script>",
      "default-src * 'unsafe-inline'",
      ["https://away.example/f"],
    ],
    ["a socket", "<script>new WebSocket('wss://away.example/s')</script>", "", ["wss://away.example/s"]],
    [
      "a name that only a service worker could answer, and none does",
      '<img src="https://x.vscode-resource.vscode-cdn.net/a.png">',
      "",
      ["https://x.vscode-resource.vscode-cdn.net/a.png"],
    ],
    ["this machine and what is in the page", '<img src="/a.png"><img src="data:image/gif;base64,">', "", []],
  ])("%s", async (_, text, rule, wanted) => {
    [body, policy] = [text, rule];
    const foreign = watchRequests(context);
    const page = await context.newPage();
    await page.goto(here, { waitUntil: "load" });
    await expect.poll(() => foreign().map(({ to }) => to)).toEqual(wanted);
    await page.close();
  });
});

describe("recordConnections", () => {
  it.each([
    ["fetch", "fetch('https://away.example/').catch(() => 0)", ["away.example:443"]],
    [
      "https",
      "require('node:https').get('https://away.example/').on('error', () => 0)",
      ["away.example:443"],
    ],
    [
      "a socket",
      "require('node:net').connect(25, '192.0.2.1').on('error', () => 0).destroy()",
      ["192.0.2.1:25"],
    ],
    ["loopback", "fetch(process.env.HERE).catch(() => 0)", []],
    ["a local socket", "require('node:net').connect('/nowhere.sock').on('error', () => 0)", []],
  ])("%s", async (name, code, wanted) => {
    const file = join(top, `${name}.jsonl`);
    const guard = join(import.meta.dirname, "recordConnections.cjs");
    const env = { PATH: process.env.PATH, KILO_CONNECTIONS: file, HERE: here };
    await promisify(execFile)(process.execPath, ["--require", guard, "--eval", code], { env });
    const found = foreignConnections(await readFile(file, "utf8").catch(() => ""));
    expect(found.map(({ to }) => to)).toEqual(wanted);
  });
});
